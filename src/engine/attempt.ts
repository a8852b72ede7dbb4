import type { CheckResult } from '../contract/check.ts';
import type { Checkpoint } from '../contract/checkpoint.ts';
import { LabError } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import type { Attempt, FailedCheck, Hint, HintFor } from '../contract/hint.ts';
import type { ResourceId, Snapshot } from '../contract/resource.ts';
import { anchorByHand } from './anchor.ts';
import { requireNotInterrupted } from './apply.ts';
import { command } from './command.ts';
import { failing, foreseer, type Prediction, predictPlace } from './predict.ts';
import { indexOfStep } from './range.ts';
import type { Place } from './route.ts';
import type { Session } from './session.ts';
import { attentive, until } from './settle.ts';
import { changesBetween, readSnapshot, sameSnapshot } from './snapshot.ts';
import { survey } from './survey.ts';
import { conclude } from './take.ts';
import { asLabError, noteOf, type Teller } from './teller.ts';
import { requireWhole } from './whole.ts';

export interface AttemptOptions {
  /** The step that somebody takes by hand. */
  readonly step: string;
  readonly hintFor: HintFor;
}

export interface Attempted {
  /** Exit code 0: the step is in place. 3: the documents are, but a check failed. 4: something is still missing. */
  readonly summary: Summary;
  /** What is wrong with it; absent where nothing is, and where the command itself failed. */
  readonly hint?: Hint;
}

/** A person at a console, in milliseconds. */
const PATIENCE = 10 * 60_000;
/** A slip may go where the step's own documents do not show it: how often one looks there. */
const LOOKS_AROUND = 30_000;

/**
 * Watches somebody take a step by hand. Ends when the account has what the step wants, by meaning, and then asks the
 * checks; else when time is up. A hint is told as soon as something was changed that is not what the step wants.
 */
export const watch = (
  session: Session,
  { patience = PATIENCE, ...options }: AttemptOptions & { readonly patience?: number | undefined },
): Promise<Attempted> => attempt(session, options, patience);

/** Judges what somebody did, now. */
export const judge = (session: Session, options: AttemptOptions): Promise<Attempted> =>
  attempt(session, options, 0);

async function attempt(
  session: Session,
  { step, hintFor }: AttemptOptions,
  patience: number,
): Promise<Attempted> {
  let hint: Hint | undefined;
  const summary = await command(session, { writes: true }, async (teller) => {
    const trial = await prepare(session, teller, step, hintFor);
    hint = await untilInPlace(trial, patience);
    if (hint) {
      teller.tell({ type: 'step-settled', step, status: 'skipped' });
      requireNotInterrupted(session);
      return 4;
    }
    hint = await untilInForce(trial);
    teller.tell({ type: 'step-settled', step, status: hint ? 'failed' : 'applied' });
    return hint ? 3 : 0;
  });
  return hint && !summary.error ? { summary, hint } : { summary };
}

/** A step that somebody takes, with the place it begins at and the one it leads to. */
interface Trial {
  readonly session: Session;
  readonly teller: Teller;
  readonly step: string;
  readonly before: Place;
  readonly place: Place;
  readonly baseline: Checkpoint;
  hintFor(now: Snapshot, effect?: Pick<Attempt, 'failed' | 'blind'>): Promise<Hint>;
}

async function prepare(session: Session, teller: Teller, step: string, hintFor: HintFor): Promise<Trial> {
  const { lab, pipeline } = session;
  const index = indexOfStep(pipeline, step);
  const found = await survey(session);
  requireWhole(lab, found);
  const baseline = await anchorByHand(session, teller, found);
  const before = found.places[index]!;
  const place = found.places[index + 1]!;
  const { title } = place.stage!.step;
  teller.tell({ type: 'step-started', step: { id: step, title } });
  for (const change of changesBetween(lab, before.documents, place.documents)) {
    teller.tell({ type: 'change-planned', step, change });
  }
  return {
    session,
    teller,
    step,
    before,
    place,
    baseline,
    hintFor: async (now, effect = { failed: [] }) =>
      hintFor({
        step: { id: step, title },
        facts: lab.facts,
        variant: lab.variant,
        since: baseline.takenAt,
        places: found.places.map(({ id, documents, stage }) => ({
          id,
          documents,
          ...(stage ? { title: stage.step.title } : {}),
        })),
        before: before.documents,
        now,
        wanted: place.documents,
        missing: changesBetween(lab, now, place.documents),
        ...effect,
        elsewhere: await lab.elsewhere(),
      }),
  };
}

/**
 * `undefined` once all documents are what the step wants: those it does not change must be as they were, for the
 * checkpoint keeps them all. Else the last hint. What the first look shows is not held against anybody until the end.
 */
async function untilInPlace(trial: Trial, limit: number): Promise<Hint | undefined> {
  const { teller, step, before, place } = trial;
  const session = attentive(trial.session);
  const { lab, clock } = session;
  const edited = resourcesOf(place);
  let last: { readonly now: Snapshot; readonly at: number; readonly hint: Hint } | undefined;
  let told: Hint | undefined;
  const arrived = await until(
    { session, newRound: lab.newRound, teller, limit, what: 'your change', step },
    async () => {
      const at = clock.now().getTime();
      const { documents: seen, asOf } = await readSnapshot(lab, { ids: edited });
      if (last && at - last.at < LOOKS_AROUND && sameSnapshot(lab, last.now, seen, edited)) return undefined;
      const { documents: now } = await readSnapshot(lab, { asOf });
      if (sameSnapshot(lab, now, place.documents)) return now;
      const hint = await trial.hintFor(now);
      if (last && !equal(hint, last.hint)) {
        teller.tell({ type: 'hint', step, hint });
        told = hint;
      }
      last = { now, at, hint };
      return undefined;
    },
  );
  if (arrived) {
    for (const change of changesBetween(lab, before.documents, arrived)) {
      teller.tell({ type: 'change-applied', step, change });
    }
    return undefined;
  }
  const hint = last?.hint;
  if (hint && !session.signal?.aborted && !(told && equal(told, hint)))
    teller.tell({ type: 'hint', step, hint });
  return hint;
}

/** `undefined` once the checks pass, as after every step; else why they do not. */
async function untilInForce({
  session,
  teller,
  step,
  place,
  baseline,
  hintFor,
}: Trial): Promise<Hint | undefined> {
  let blind: string | undefined;
  try {
    const { surroundings } = baseline;
    const { documents: stands } = await readSnapshot(session.lab);
    const walk = { session, teller, surroundings, written: 'anything', last: {} } as const;
    if (await conclude(walk, place, stands)) return undefined;
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'ERR_LOOK') {
      teller.tell({ type: 'step-settled', step, status: 'failed', error: noteOf(asLabError(error)) });
      throw error;
    }
    blind = error.message;
  }
  const { documents: now } = await readSnapshot(session.lab);
  const predictions = await predictPlace(
    foreseer(session.lab),
    { ...place, documents: now },
    baseline.surroundings,
  );
  const failed = blind ? predictedIn(predictions) : withPredictions(teller.failedIn(step), predictions);
  const hint = await hintFor(now, { failed, ...(blind ? { blind } : {}) });
  teller.tell({ type: 'hint', step, hint });
  return hint;
}

const resourcesOf = ({ stage }: Place): readonly ResourceId[] =>
  stage?.step.kind === 'edit' ? stage.step.edits.map(({ resource }) => resource) : [];

/** What failed, beside what was to be expected of it: a change that has not arrived yet is told from one that never will. */
const withPredictions = (
  failed: readonly CheckResult[],
  predictions: readonly Prediction[],
): readonly FailedCheck[] =>
  failed.map((result) => {
    const predicted = predictions.find(({ check }) => check.id === result.id)?.verdict;
    return { ...result, ...(predicted ? { predicted } : {}) };
  });

/** Where a check could not look, what was to be expected says why. */
const predictedIn = (predictions: readonly Prediction[]): readonly FailedCheck[] =>
  failing(predictions).map(({ check: { id }, verdict }) => ({ id, ...verdict, predicted: verdict }));

const equal = (a: Hint, b: Hint): boolean => a.id === b.id && a.says === b.says;
