import type { Variant } from '../contract/facts.ts';
import type { Journal } from '../contract/journal.ts';
import { journalEventsOf, partsOf } from './journal-parts.ts';
import { isDone } from './progress.ts';
import type { KnownMatrix } from './report-model.ts';

export const variantOf = ({ lines }: Pick<Journal, 'lines'>): Variant | undefined =>
  journalEventsOf(lines, 'run-started')[0]?.variant;

/** Who could do what when each step was last done, by step id, as far as a journal shows. */
export function lastMatrices({ run, lines }: Journal): ReadonlyMap<string, KnownMatrix> {
  const { id, startedAt } = run;
  const done = partsOf(lines)
    .flatMap(({ attempts }) => attempts)
    .filter((attempt) => journalEventsOf(attempt.lines, 'step-settled').some(({ status }) => isDone(status)));
  return new Map(
    done.flatMap((attempt) =>
      journalEventsOf(attempt.lines, 'matrix').map(({ matrix, predictedOnly = false }) => [
        attempt.step,
        { cells: matrix, predictedOnly, run: id, startedAt },
      ]),
    ),
  );
}
