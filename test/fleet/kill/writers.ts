import { kindOf } from '../../../src/aws/client/command-kind.ts';

interface Logged {
  readonly at: string;
  readonly who?: string;
  readonly operation?: string;
  readonly readOnly?: boolean;
  readonly lease?: number;
}

interface Writer {
  readonly lease: number;
  readonly session: string;
}

/** An account that had two writers at a time, and what the sandbox’s log of requests shows. */
export interface TwoWriters {
  readonly account: string;
  readonly seen: string;
}

/**
 * Judged by the fencing number of the lease with which each write was made: the number of a later owner is larger. So a
 * write with a smaller number than one before it is by an owner that had lost the account, two sessions with one number
 * held the account at once, and a write without a number was made without holding it. `since`: when the fleet began, ISO
 * 8601; a log that no longer reaches back to it proves nothing.
 */
export function twoWritersIn(log: string, fleet: string, since: string): readonly TwoWriters[] {
  const writers = new Map<string, Writer>();
  const found = new Map<string, string>();
  const lines = log.split('\n').filter(Boolean);
  if ((JSON.parse(lines[0] ?? '{}') as Partial<Logged>).at! > since)
    throw new Error(`the log of requests begins after ${since}`);
  for (const line of lines) {
    const { who = '', operation = '', readOnly = false, lease } = JSON.parse(line) as Logged;
    const [, account, session] = /^arn:aws:sts::(\d{12}):assumed-role\/[^/]+\/(.+)$/.exec(who) ?? [];
    if (account === undefined || session === undefined || !session.includes(fleet)) continue;
    // A command on the instance need not be a write: one that is, is told apart by nothing in the request.
    if (readOnly || kindOf(`${operation}Command`, {}) !== 'write') continue;
    const flaw = flawOf(writers.get(account), { lease, session });
    if (flaw !== undefined && !found.has(account)) found.set(account, `${operation} by ${session} ${flaw}`);
    if (lease !== undefined && lease >= (writers.get(account)?.lease ?? 0))
      writers.set(account, { lease, session });
  }
  return [...found].map(([account, seen]) => ({ account, seen }));
}

function flawOf(
  before: Writer | undefined,
  { lease, session }: { readonly lease: number | undefined; readonly session: string },
): string | undefined {
  if (lease === undefined) return 'without a lease';
  if (!before) return undefined;
  if (lease < before.lease) return `with lease ${lease}, after ${before.session} wrote with ${before.lease}`;
  return lease === before.lease && session !== before.session
    ? `with lease ${lease}, which ${before.session} has`
    : undefined;
}
