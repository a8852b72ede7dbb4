import type { Change, Snapshot } from '../contract/resource.ts';
import type { Span } from './range.ts';
import type { AccountSurvey } from './read-account.ts';
import type { CommandSession } from './session.ts';
import { changesBetween } from './snapshot.ts';

/** What a step of the range would change; nothing if it is in place. */
export interface PlannedStep {
  readonly id: string;
  readonly title: string;
  readonly changes: readonly Change[];
}

/** The same, with the documents once the step is done. */
interface Planned extends PlannedStep {
  readonly documents: Snapshot;
}

/** What `run` would change, step by step, in an account at this place of the route. */
export function plannedSteps(
  { lab }: CommandSession,
  { places, now }: Pick<AccountSurvey, 'places' | 'now'>,
  { first, last }: Span,
  stands: number,
): readonly Planned[] {
  const planned: Planned[] = [];
  let soFar = now;
  for (let index = 1; index <= last; index++) {
    const { stage, documents } = places[index]!;
    const { id, title } = stage!.step;
    const changes = index <= stands ? [] : changesBetween(lab, soFar, documents);
    if (index > stands) soFar = documents;
    if (index >= first) planned.push({ id, title, changes, documents: soFar });
  }
  return planned;
}
