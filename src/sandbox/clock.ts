import { duration } from './duration.ts';
import { SettingError } from './setting-error.ts';

const EXAMPLE = '--clock +10m, or --clock 2027-01-31T09:00:00Z';

/**
 * How far the sandbox's clock is from the machine's, in milliseconds: `+10m` and `-2h` move it, a date in ISO 8601 sets
 * it. It runs on from there. Throws `SettingError`.
 */
export function clockOffset(text: string, now = new Date()): number {
  const [, sign, length = ''] = /^([+-])(.+)$/.exec(text) ?? [];
  if (sign) {
    const ms = duration(length);
    if (ms !== undefined) return sign === '-' ? -ms : ms;
  } else if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text))) {
    return Date.parse(text) - now.getTime();
  }
  throw new SettingError(`The clock “${text}” is neither a distance from now nor a date.`, EXAMPLE);
}
