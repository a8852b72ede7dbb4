import type { Summary } from '../contract/event.ts';
import { requireAgreed } from './agreed.ts';
import { anchor, noteSwitch } from './anchor.ts';
import { requireNotInterrupted, requireSomebody } from './apply.ts';
import { command } from './command.ts';
import type { Agreed } from './plan-file.ts';
import { type Range, requireOrder, type Span, spanOf } from './range.ts';
import type { Session } from './session.ts';
import { changesBetween } from './snapshot.ts';
import { requireLocated, type Survey, survey } from './survey.ts';
import { pass, take, type Walk } from './take.ts';

export interface RunOptions extends Range, Pick<Walk, 'onFailure'> {
  /** The plan that somebody agreed to; the range is the plan's. */
  readonly agreed?: Agreed | undefined;
}

/** Brings the account along the page: every step of the range that is not in place yet, each with its checks. */
export function run(session: Session, options: RunOptions): Promise<Summary> {
  return command(session, { writes: true }, async (teller) => {
    const span = spanOf(session.pipeline, options);
    const found = await survey(session);
    if (options.agreed) requireAgreed(session, teller, found, options.agreed);
    const { index: stands } = requireLocated(session, found);
    requireOrder(session.pipeline, span, stands);
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
