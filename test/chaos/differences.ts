import { isDeepStrictEqual } from 'node:util';

/** How two worlds differ, by path, except for what using an account leaves behind. */
export function differences(before: unknown, after: unknown, path = ''): readonly string[] {
  if (LEFT_BEHIND.some((pattern) => pattern.test(path)) || isDeepStrictEqual(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [`${path}: ${short(before)} → ${short(after)}`];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => differences(before[key], after[key], path ? `${path}/${key}` : key));
}

/** Numbers that only increase, times, and what the web app wrote on its instance. */
const LEFT_BEHIND: readonly RegExp[] = [
  /\/policies\/.*\/(updated|nextVersion)$/,
  /\/instances\/[^/]+\/(webAppLog|files)\b/,
];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const short = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, 120);
