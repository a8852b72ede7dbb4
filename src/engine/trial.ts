import type { CheckResult } from '../contract/check.ts';
import type { Checkpoint } from '../contract/checkpoint.ts';
import { type ErrorCode, LabError } from '../contract/errors.ts';
import type { Attempt, FailedCheck, Hint, HintFor } from '../contract/hint.ts';
import type { Snapshot } from '../contract/resource.ts';
import { lookAround, type Stands } from './look-around.ts';
import { failingPredictions, foreseer, type Prediction, predictPlace } from './predict.ts';
import { indexOfStep } from './range.ts';
import { type AccountSurvey, lastPlace } from './read-account.ts';
import type { Recorder } from './recorder.ts';
import type { RoutePlace } from './route.ts';
import type { CommandSession } from './session.ts';
import { sameSnapshot } from './snapshot.ts';

/** A step that a person takes, between the place it begins at and the one it leads to. */
export interface Trial {
  readonly step: string;
  readonly title: string;
  /** How many steps come before it: the place at which it begins. */
  readonly index: number;
  readonly before: RoutePlace;
  readonly place: RoutePlace;
  /** The account is at a later place: a later step may have changed what this step left. */
  readonly isOvertaken: boolean;
}

/** The step of that id or number; without one, the step that a person is at. */
export function trialOf(session: CommandSession, found: AccountSurvey, name: string | undefined): Trial {
  const { places, located } = found;
  const index = name === undefined ? indexNow(session, found) : indexOfStep(session.pipeline, name);
  const place = places[index + 1]!;
  const { id, title } = place.stage!.step;
  return {
    step: id,
    title,
    index,
    before: places[index]!,
    place,
    isOvertaken: located !== undefined && located.index > index + 1,
  };
}

/**
 * The next step, or at the end of the page the last one. A step whose documents are right but which has not been
 * checked yet is not over.
 */
function indexNow(session: CommandSession, { places, located }: AccountSurvey): number {
  const left = places.indexOf(lastPlace(session, places));
  const stands = located?.index ?? left;
  return Math.min(stands > left ? stands - 1 : stands, session.pipeline.stages.length - 1);
}

/** If the person did something before kms-lab first saw the account, kms-lab cannot know about it. */
export function tellStart(recorder: Recorder, { baseline }: AccountSurvey): void {
  if (baseline) return;
  recorder.tell({
    type: 'note',
    text: 'kms-lab has no baseline of this account yet: the account as it is now counts as the start.',
  });
}

/** For a step that a later one builds on: its own checks no longer hold at the account's place. */
export function tellOvertaken(recorder: Recorder, { title }: Trial): void {
  recorder.tell({
    type: 'note',
    text: `"${title}" is in place, and so are later steps.`,
    next: [{ run: ['verify'], why: 'runs the checks of where the account is now' }],
  });
}

/** What checks see beside the documents: those that failed, or why one could not look. */
type Effect = Pick<Attempt, 'failed' | 'blind'>;

export interface Chosen {
  readonly hint: Hint;
  /** Something was done since the step began: the hint is about that, not about what is still to do. */
  readonly isBegun: boolean;
}

export type Hinting = (stands: Stands, effect?: Effect) => Promise<Chosen>;

/** The time since which changes by hand belong to the step, ISO 8601: the account was then at the place before it. */
export const sinceOf = async (
  { store }: CommandSession,
  { before }: Trial,
  { takenAt }: Checkpoint,
): Promise<string> => (await store.checkpoint(before.id))?.takenAt ?? takenAt;

/** Chooses hints for a trial. */
export const hintingOf =
  (
    session: CommandSession,
    { places }: AccountSurvey,
    trial: Trial,
    baseline: Checkpoint,
    hintFor: HintFor,
  ): Hinting =>
  async (stands, effect = { failed: [] }) => {
    const { lab } = session;
    const { step, title, before, place } = trial;
    const since = await sinceOf(session, trial, baseline);
    const around = await lookAround(lab, stands, place, baseline, since);
    const hint = hintFor({
      step: { id: step, title },
      ...{ facts: lab.facts, variant: lab.variant, since },
      places: places.map(({ id, documents, stage }) => ({
        id,
        documents,
        ...(stage ? { title: stage.step.title } : {}),
      })),
      before: before.documents,
      wanted: place.documents,
      ...effect,
      ...around,
    });
    const { lacking, changed, byHand = [] } = around;
    const isBegun =
      [...lacking, ...changed, ...byHand].length > 0 ||
      !sameSnapshot(lab, before.documents, stands.documents);
    return { hint, isBegun };
  };

/** What is predicted for a place's checks with the documents now. */
export const expected = (
  { lab }: CommandSession,
  place: RoutePlace,
  now: Snapshot,
  { surroundings }: Checkpoint,
): Promise<readonly Prediction[]> => predictPlace(foreseer(lab), { ...place, documents: now }, surroundings);

/**
 * Why the checks of the right documents did not pass: those that failed, with their predictions, to tell a change
 * that has not arrived yet from one that never will. If a check could not look, only the prediction says why.
 */
export function effectOf(
  predictions: readonly Prediction[],
  seen: { readonly failed: readonly CheckResult[]; readonly blind?: string | undefined },
): Effect {
  if (seen.blind !== undefined) return { failed: predictedIn(predictions), blind: seen.blind };
  return { failed: withPredictions(seen.failed, predictions) };
}

/** Failures of a look that say nothing about the rest of the account: a hint is possible all the same. */
const UNSEEN: ReadonlySet<ErrorCode> = new Set([
  'ERR_LOOK',
  'ERR_KEY_STATE',
  'ERR_NOT_FOUND',
  'ERR_ACCESS',
  'ERR_AWS',
]);

/** Why a check could not look, as a sentence. Throws any other failure. */
export function whyUnseen(thrown: unknown): string {
  if (thrown instanceof LabError && UNSEEN.has(thrown.code)) return thrown.message;
  throw thrown;
}

const withPredictions = (
  failed: readonly CheckResult[],
  predictions: readonly Prediction[],
): readonly FailedCheck[] =>
  failed.map((result) => {
    const predicted = predictions.find(({ check }) => check.id === result.id)?.verdict;
    return { ...result, ...(predicted ? { predicted } : {}) };
  });

const predictedIn = (predictions: readonly Prediction[]): readonly FailedCheck[] =>
  failingPredictions(predictions).map(({ check: { id }, verdict }) => ({
    id,
    ...verdict,
    predicted: verdict,
  }));
