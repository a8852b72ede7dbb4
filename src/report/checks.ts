import type { Verdict } from '../contract/check.ts';
import { paintOf, type Style } from './style.ts';
import { labelled, wrap } from './wrap.ts';

export interface AskedCheck {
  /** The check's sentence; its id where the sentence is not at hand. */
  readonly title: string;
  readonly verdict: Verdict;
}

const COLUMN = 13;

/** A check that passed is a line; one that failed says what was expected and what was seen. */
export function checkText({ title, verdict }: AskedCheck, style: Style): string {
  const paint = paintOf(style);
  const passed = verdict.status === 'passed';
  const evaluated = verdict.evidence === 'evaluated' ? ' ~' : '';
  const line = wrap(`${passed ? '✓' : '✗'} ${title}${evaluated}`, style.width).map(
    passed ? paint.green : paint.red,
  );
  if (passed) return line.join('\n');
  return [
    ...line,
    labelled('  expected', verdict.expected, style.width, COLUMN),
    labelled(`  ${verdict.evidence}`, verdict.observed, style.width, COLUMN),
  ].join('\n');
}
