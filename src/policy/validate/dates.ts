import { listOf, type PolicyDocument, statementsOf } from '../document.ts';

/** Year, month, day, hour, minute, second, fraction and offset; each may be the last. The year may be negative. */
const ISO_8601 =
  /^(-?\d+)(?:-(\d+)(?:-(\d+))?)?(?:t(?:(\d+)(?::(\d+)(?::(\d+)(?:\.(\d{1,9}))?)?)?)?(?:z|[+-](\d\d)(?::(\d\d))?)?)?$/i;

const MOST_SECONDS = 9_223_372_036_854_775_807n;

/** The least and the most of year, month, day, hour, minute, second, the fraction, and the offset's hour and minute. */
const RANGES = [
  [-292_275_054, 292_278_993],
  [1, 12],
  [1, 31],
  [0, 23],
  [0, 59],
  [0, 59],
  [0, 999_999_999],
  [0, 23],
  [0, 59],
] as const;

/**
 * The first value of a date operator that IAM cannot read: neither ISO 8601 nor seconds since 1970. It is more lenient
 * than a comparison. Found by trying: https://github.com/getmoto/moto/blob/master/moto/iam/policy_validation.py
 */
export const invalidDate = (document: PolicyDocument): string | undefined =>
  statementsOf(document)
    .flatMap(({ Condition = {} }) => Object.entries(Condition))
    .filter(([operator]) => /^(For(Any|All)Values?:)?Date/.test(operator))
    .flatMap(([, keys]) => Object.values(keys).flatMap((values) => listOf(values).map(String)))
    .find((value) => !isDate(value));

function isDate(value: string): boolean {
  if (!/[t-]/i.test(value)) return /^\+?\d+$/.test(value) && BigInt(value) <= MOST_SECONDS;
  const parts = ISO_8601.exec(value)?.slice(1);
  return (
    parts !== undefined &&
    RANGES.every(([least, most], index) => {
      const part = parts[index];
      return part === undefined || (Number(part) >= least && Number(part) <= most);
    })
  );
}
