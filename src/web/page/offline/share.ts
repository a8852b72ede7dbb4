/** What a link carries: what is in the editors, and the task. */
export interface SharedState {
  readonly role: string;
  readonly key: string;
  readonly task?: string;
}

/** Characters of a fragment: more than two policies of the maximum size. */
const LONGEST = 400_000;

/** As the fragment of an address, which no browser sends to a server. */
export function fragmentOf(state: SharedState): string {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `#lab=${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/** `undefined` for a fragment that is not one of ours, or that is damaged. */
export function stateIn(fragment: string): SharedState | undefined {
  const [, text] = /^#lab=([\w-]+)$/.exec(fragment) ?? [];
  if (text === undefined || text.length > LONGEST) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
    const { role, key, task } = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    ) as Partial<SharedState>;
    if (typeof role !== 'string' || typeof key !== 'string') return undefined;
    return { role, key, ...(typeof task === 'string' ? { task } : {}) };
  } catch {
    return undefined;
  }
}
