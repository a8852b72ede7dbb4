import { parseDuration } from './duration.ts';
import { SettingError } from './setting-error.ts';

const EXAMPLES = ['+10m', '2027-01-31T09:00:00Z'];

/** AWS reads and writes dates with a year of four digits. */
const isOfOurTime = (ms: number): boolean => ms >= 0 && ms < Date.UTC(10_000, 0);

function offsetOf(text: string, now: Date): number | undefined {
  const [, sign, length = ''] = /^([+-])(.+)$/.exec(text) ?? [];
  if (!sign) return /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) - now.getTime() : undefined;
  const ms = parseDuration(length);
  return ms === undefined || sign === '+' ? ms : -ms;
}

/**
 * How far the sandbox's clock is from the machine's, in milliseconds: `+10m` and `-2h` move it, an ISO 8601 date sets
 * it. It runs on from there. Throws `SettingError`.
 */
export function clockOffset(text: string, now = new Date()): number {
  const offset = offsetOf(text, now);
  if (offset !== undefined && isOfOurTime(now.getTime() + offset)) return offset;
  throw new SettingError('clock', `The clock “${text}” is neither a distance from now nor a date.`, EXAMPLES);
}
