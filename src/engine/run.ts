import { LabError } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import { anchor, noteSwitch } from './anchor.ts';
import { requireNotInterrupted, requireSomebody } from './apply.ts';
import { command } from './command.ts';
import { type Range, type Span, spanOf } from './range.ts';
import type { Session } from './session.ts';
import { changesBetween } from './snapshot.ts';
import { requireLocated, type Survey, survey } from './survey.ts';
import { pass, take, type Walk } from './take.ts';

export interface RunOptions extends Range, Pick<Walk, 'onFailure'> {}

/** Brings the account along the page: every step of the range that is not in place yet, each with its checks. */
export function run(session: Session, options: RunOptions): Promise<Summary> {
  return command(session, { writes: true }, async (teller) => {
    const span = spanOf(session.pipeline, options);
    const found = await survey(session);
    const { index: stands } = requireLocated(session, found);
    requireOrder(found, span, stands);
    requireSomebodyFor(session, found, { first: stands + 1, last: span.last });
    noteSwitch(session, teller, found);
    const { surroundings } = await anchor(session, teller, found);

    const walk: Walk = { session, teller, surroundings, onFailure: options.onFailure };
    let now = found.now;
    for (let index = span.first; index <= span.last; index++) {
      requireNotInterrupted(session);
      const place = found.places[index]!;
      const after =
        index <= stands
          ? (await pass(walk, place, index === stands && !found.elsewhere)) && now
          : await take(walk, place, now);
      if (!after) return 3;
      now = after;
    }
    return 0;
  });
}

/** Before the first write: what a later step needs somebody for stops the first one. */
function requireSomebodyFor(session: Session, { now, places }: Survey, { first, last }: Span): void {
  for (const { documents } of places.slice(first, last + 1)) {
    requireSomebody(session, changesBetween(session.lab, now, documents));
  }
}

/** Steps build on one another: throws `ERR_ORDER` when the first one to be applied is not the next one. */
function requireOrder({ places }: Pick<Survey, 'places'>, { first, last }: Span, stands: number): void {
  if (first <= stands + 1 || last <= stands) return;
  const stepAt = (index: number) => places[index]?.stage?.step.id;
  throw new LabError(
    'ERR_ORDER',
    `${stepAt(first)} builds on steps that are not in place; ${stepAt(stands + 1)} comes next.`,
    { hint: `kms-lab run --from ${stepAt(stands + 1)} --to ${stepAt(last)}` },
  );
}
