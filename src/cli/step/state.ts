import type { AccessMatrix } from '../../contract/access.ts';
import { LabError } from '../../contract/errors.ts';
import type { ErrorNote, LabEvent, Standing } from '../../contract/event.ts';
import { eventsOf } from '../../contract/events-of.ts';
import type { Here } from '../../contract/guide.ts';
import { refusalDetailsOf, withRefusalDetails } from '../../contract/refusal-details.ts';
import type { Step } from '../../contract/step.ts';
import { lookAhead, type Outlook, type PlannedMove } from '../../engine/index.ts';
import type { CommandSession } from '../../engine/session.ts';
import { hereIn } from '../../report/guide-here.ts';
import { positionOf, type Standpoint, type WalkPosition } from '../../report/walk-position.ts';
import { summaryOf } from './outcome.ts';
import { stepTitle } from './page.ts';
import type { Text, View } from './view.ts';

/** What is passed from question to question. */
export interface WalkState {
  readonly place: WalkPosition;
  /** The account, and what is to change in it, as the user last saw them. */
  readonly seen: PlannedMove;
  /** The names that a guide fills in. */
  readonly here: Here;
  /** The matrix as of the last probe. */
  readonly matrix: AccessMatrix | undefined;
  /** kms-lab asks a question before each check. */
  readonly quiz: boolean;
  /** What the next question shows instead of the step. */
  readonly view?: View | undefined;
  /** The user has left. */
  readonly quits?: true;
}

const NOTHING: PlannedMove = { seen: {}, changes: [] };

export const shownStep = ({ steps, shown }: WalkPosition): Step | undefined => steps[shown];

/** Throws the error that ended the command before it reported the account's place. */
export function walkStandingOf(events: readonly LabEvent[]): Standing {
  const error = summaryOf(events)?.error;
  const found = eventsOf(events, 'standing').at(-1);
  if (found && !error) return found;
  const { code, message, hint, next, cause } = error ?? UNTOLD;
  const told = new LabError(code, message, {
    ...(hint ? { hint } : {}),
    ...(next ? { next } : {}),
    ...(cause ? { cause: new Error(cause) } : {}),
  });
  throw withRefusalDetails(told, refusalDetailsOf(error));
}

const UNTOLD: ErrorNote = {
  code: 'ERR_INTERNAL',
  message: 'The command did not report where the account is.',
};

export const standpointOf = ({ pipeline, store }: CommandSession, standing: Standing): Standpoint =>
  positionOf(
    pipeline.stages.map(({ step }) => step),
    standing,
    store.position(),
  );

/** What is to change for the step on the screen. */
export function wayOn({ wayTo }: Outlook, place: WalkPosition): PlannedMove {
  const step = shownStep(place);
  return step ? wayTo({ solve: step.id }) : NOTHING;
}

/** The account as seen from a place. */
export async function standAt(
  session: CommandSession,
  place: WalkPosition,
  outlook?: Outlook,
): Promise<Pick<WalkState, 'place' | 'seen' | 'here'>> {
  const seen = wayOn(outlook ?? (await lookAhead(session)), place);
  return { place, seen, here: await hereIn(session.lab) };
}

/** Shows something other than the step at the step's question. */
export const showing = (state: WalkState, body: Text): WalkState => ({
  ...state,
  view: { title: stepTitle(state.place), body },
});

/** Throws `ERR_INTERRUPTED` once the process was asked to end. */
export function throwIfStopped({ signal }: CommandSession): void {
  if (signal?.aborted) throw new LabError('ERR_INTERRUPTED', 'Stopped. No write was in progress.');
}
