import type { AccessMatrix } from '../../contract/access.ts';
import { LabError } from '../../contract/errors.ts';
import type { ErrorNote, LabEvent, Standing } from '../../contract/event.ts';
import type { Here } from '../../contract/guide.ts';
import type { Step } from '../../contract/step.ts';
import { lookAhead, type Outlook, type Way } from '../../engine/index.ts';
import type { Session } from '../../engine/session.ts';
import { hereIn } from '../../report/guide-here.ts';
import { type Place, placeOf, type Standpoint } from './conversation.ts';
import { all, summaryOf } from './outcome.ts';
import { titleOf } from './page.ts';
import type { Text, View } from './view.ts';

/** What goes along from question to question. */
export interface State {
  readonly place: Place;
  /** The account, and what is to change of it, as the person last saw them. */
  readonly seen: Way;
  /** The names that a guide fills in. */
  readonly here: Here;
  /** Who could do what when last asked. */
  readonly matrix: AccessMatrix | undefined;
  /** What the next question shows in place of the step. */
  readonly view?: View | undefined;
  /** The person has left. */
  readonly quits?: true;
}

const NOTHING: Way = { seen: {}, changes: [] };

export const stepOf = ({ steps, shown }: Place): Step | undefined => steps[shown];

/** Throws what ended the work before it could tell. */
export function standingOf(events: readonly LabEvent[]): Standing {
  const error = summaryOf(events)?.error;
  const found = all(events, 'standing').at(-1);
  if (found && !error) return found;
  const { code, message, hint, next, cause } = error ?? UNTOLD;
  throw new LabError(code, message, {
    ...(hint ? { hint } : {}),
    ...(next ? { next } : {}),
    ...(cause ? { cause: new Error(cause) } : {}),
  });
}

const UNTOLD: ErrorNote = { code: 'ERR_INTERNAL', message: 'Where the account stands was not told.' };

export const locate = ({ pipeline, store }: Session, standing: Standing): Standpoint =>
  placeOf(
    pipeline.stages.map(({ step }) => step),
    standing,
    store.position(),
  );

/** What is to change for the step on the screen. */
export function wayOn({ wayTo }: Outlook, place: Place): Way {
  const step = stepOf(place);
  return step ? wayTo({ solve: step.id }) : NOTHING;
}

/** The account as it is seen from a place. */
export async function standAt(
  session: Session,
  place: Place,
  outlook?: Outlook,
): Promise<Pick<State, 'place' | 'seen' | 'here'>> {
  const seen = wayOn(outlook ?? (await lookAhead(session)), place);
  return { place, seen, here: await hereIn(session.lab) };
}

/** Something else than the step, at the step's question. */
export const showing = (state: State, body: Text): State => ({
  ...state,
  view: { title: titleOf(state.place), body },
});

/** Throws `ERR_INTERRUPTED` once the process was asked to end. */
export function throwIfStopped({ signal }: Session): void {
  if (signal?.aborted) throw new LabError('ERR_INTERRUPTED', 'Stopped. No write was in progress.');
}
