import type { Verdict } from '../contract/check.ts';
import type { LabEvent } from '../contract/event.ts';
import { type Mark, signOf } from './marks.ts';
import { paintOf, type Style } from './style.ts';
import { count, labelled, wrap } from './wrap.ts';

export interface AskedCheck {
  /** The check's sentence; its id if the sentence is not available. */
  readonly title: string;
  readonly verdict: Verdict;
}

const COLUMN = 13;

const MARK_OF = { passed: 'done', failed: 'failed', skipped: 'skipped' } as const satisfies Record<
  Verdict['status'],
  Mark
>;

export const checkSign = (status: Verdict['status']): string => signOf(MARK_OF[status]);

/**
 * A passed check takes one line; any other also says what was expected, and what was seen or why nothing was. `others`:
 * checks that could not be seen for the same reason, which is said once.
 */
export function checkText(
  { title, verdict }: AskedCheck,
  style: Style,
  others: readonly Pick<AskedCheck, 'title'>[] = [],
): string {
  const paint = paintOf(style);
  const passed = verdict.status === 'passed';
  const shade = { passed: paint.green, failed: paint.red, skipped: paint.yellow }[verdict.status];
  const evaluated = verdict.evidence === 'evaluated' ? ' ~' : '';
  const line = [{ title }, ...others].flatMap((one) =>
    wrap(`${checkSign(verdict.status)} ${one.title}${evaluated}`, style.width).map(shade),
  );
  if (passed) return line.join('\n');
  return [
    ...line,
    ...(verdict.expected === title ? [] : [labelled('  expected', verdict.expected, style.width, COLUMN)]),
    labelled(`  ${verdict.evidence}`, verdict.observed, style.width, COLUMN),
  ].join('\n');
}

/** The same for many. What kept several from being seen is said once. */
export function checkTexts<C extends AskedCheck>(
  checks: readonly C[],
  style: Style,
  after: (text: string, check: C) => string = (text) => text,
): readonly string[] {
  const isUnseen = ({ verdict }: C): boolean => verdict.status === 'skipped';
  return checks.flatMap((check) => {
    const alike = isUnseen(check)
      ? checks.filter((other) => isUnseen(other) && other.verdict.observed === check.verdict.observed)
      : [check];
    return alike[0] === check ? [after(checkText(check, style, alike.slice(1)), check)] : [];
  });
}

/** `5 checks passed, 1 could not be seen`, if none of the checks failed. */
export function passedText(verdicts: readonly Pick<Verdict, 'status'>[]): string {
  const unseen = verdicts.filter(({ status }) => status === 'skipped').length;
  return `${count(verdicts.length - unseen, 'check')} passed${unseen > 0 ? `, ${unseen} could not be seen` : ''}`;
}

/** A check without what to type about it: for a person who takes the step and did not ask for a hint. */
export function withoutAnswer(event: LabEvent): LabEvent {
  if (event.type !== 'check-settled') return event;
  const { next: _, ...verdict } = event.verdict;
  return { ...event, verdict };
}
