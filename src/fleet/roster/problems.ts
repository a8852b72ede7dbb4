import { LabError } from '../../contract/errors.ts';
import { visibleWord } from '../../report/visible.ts';

/** Something in a roster that is not understood. */
export interface Problem {
  /** Counted from 1; absent if it is about the whole file. */
  readonly line?: number;
  /** `"12" is not …`, as the end of a sentence. */
  readonly what: string;
}

/** More would hide the first ones. */
const SHOWN = 20;

/** All at once, so that a roster is corrected once. */
export function refusal(source: string, problems: readonly Problem[]): LabError {
  const sorted = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const lines = sorted
    .slice(0, SHOWN)
    .map(({ line, what }) => (line === undefined ? `${what}.` : `Line ${line}: ${what}.`));
  const left = sorted.length - SHOWN;
  const count = sorted.length === 1 ? 'a problem' : `${sorted.length} problems`;
  return new LabError(
    'ERR_ROSTER',
    [
      `The roster ${quoted(source)} has ${count}. No account was asked or changed.`,
      ...lines,
      ...(left > 0 ? [`… and ${left} more.`] : []),
    ].join('\n'),
    { hint: `correct the roster; its columns are ${COLUMNS.join(', ')}` },
  );
}

/** The columns of a roster. Only the first is required. */
export const COLUMNS = ['account', 'name', 'email', 'role', 'region', 'external_id'] as const;

export type Column = (typeof COLUMNS)[number];

const LONGEST_QUOTE = 40;

/** Text of a file in a sentence: short, and without characters that could rearrange the line. */
export function quoted(text: string): string {
  const shown = visibleWord(text);
  return `"${shown.length > LONGEST_QUOTE ? `${shown.slice(0, LONGEST_QUOTE)}…` : shown}"`;
}
