import type { Verdict } from '../contract/check.ts';
import { count } from './wrap.ts';

/** How many of the checks that were asked passed, in a sentence; `undefined` if none was asked. */
export function checksLine(verdicts: readonly Pick<Verdict, 'status' | 'evidence'>[]): string | undefined {
  if (verdicts.length === 0) return undefined;
  const of = (status: Verdict['status']) => verdicts.filter((verdict) => verdict.status === status);
  const [passed, failed, unseen] = [of('passed'), of('failed').length, of('skipped').length];
  const evaluated = passed.filter(({ evidence }) => evidence === 'evaluated').length;
  const how = evaluated > 0 ? `, ${evaluated} of them evaluated from the policies and not tried` : '';
  return `${count(passed.length, 'check')} passed${how}${unseen > 0 ? `, ${unseen} could not be seen` : ''}${failed > 0 ? `, ${failed} failed:` : '.'}`;
}
