import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Summary } from '../contract/event.ts';
import type { Hint, HintFor } from '../contract/hint.ts';
import type { ResourceId, Snapshot } from '../contract/resource.ts';
import { requireNotInterrupted } from './apply.ts';
import { command } from './command.ts';
import { anchorByHand } from './keep-baseline.ts';
import { lend } from './lend-account.ts';
import { attentive, pollUntil } from './poll.ts';
import { readAccount } from './read-account.ts';
import { asLabError, noteOf, type Recorder } from './recorder.ts';
import type { RoutePlace } from './route.ts';
import { conclude } from './run-step.ts';
import type { CommandSession } from './session.ts';
import { changesBetween, readSnapshot, readWhatCanBe, sameSnapshot } from './snapshot.ts';
import {
  effectOf,
  expected,
  type Hinting,
  hintingOf,
  sinceOf,
  type Trial,
  trialOf,
  whyUnseen,
} from './trial.ts';
import { requireWhole } from './whole.ts';

export interface AttemptOptions {
  /** The step that a person takes by hand. */
  readonly step: string;
  readonly hintFor: HintFor;
}

interface WatchOptions extends AttemptOptions {
  /** Milliseconds. */
  readonly patience?: number | undefined;
  /** Called when the account was read and is not as it was before: for what is shown about it beside the hint. */
  readonly looked?: () => Promise<void>;
}

export interface WatchOutcome {
  /** Exit code 0: the step is in place. 3: the documents are, but a check failed. 4: something is still missing. */
  readonly summary: Summary;
  /** What is wrong with it; absent if nothing is, or if the command itself failed. */
  readonly hint?: Hint;
}

/** A person at a console, in milliseconds. */
const PATIENCE = 10 * 60_000;
/** How often to look beyond the step's own documents, where a mistaken edit may also have gone. Milliseconds. */
const LOOKS_AROUND = 30_000;

/**
 * Watches a person take a step by hand. When the account has what the step wants, by meaning, it runs the checks and
 * ends; otherwise it ends when time is up. It gives a hint as soon as it sees a change that the step does not want,
 * whether made before the watch or during it.
 */
export async function watch(
  session: CommandSession,
  { step: name, hintFor, patience = PATIENCE, looked = async () => {} }: WatchOptions,
): Promise<WatchOutcome> {
  let hint: Hint | undefined;
  const summary = await command(session, { writes: true }, async (recorder) => {
    const found = await readAccount(session);
    // Something missing since the baseline can be a cause, and the hint then names it.
    if (!found.baseline) requireWhole(session.lab, found);
    const trial = trialOf(session, found, name);
    const baseline = await anchorByHand(session, recorder, found);
    const hinting = hintingOf(session, found, trial, baseline, hintFor);
    const since = await sinceOf(session, trial, baseline);
    const watched = { ...trial, session, recorder, baseline, since, looked, hintFor: hinting };
    const { step, title } = trial;
    recorder.tell({ type: 'step-started', step: { id: step, title } });
    hint = await lend(session, () => untilInPlace(watched, patience));
    if (hint) {
      recorder.tell({ type: 'step-settled', step, status: 'incomplete' });
      requireNotInterrupted(session);
      return 4;
    }
    hint = await untilInForce(watched);
    recorder.tell({ type: 'step-settled', step, status: hint ? 'failed' : 'applied' });
    return hint ? 3 : 0;
  });
  return hint && !summary.error ? { summary, hint } : { summary };
}

/** A trial, and where it is reported. */
interface Watched extends Trial {
  readonly session: CommandSession;
  readonly recorder: Recorder;
  readonly baseline: Checkpoint;
  /** ISO 8601. */
  readonly since: string;
  readonly hintFor: Hinting;
  readonly looked: () => Promise<void>;
}

/**
 * `undefined` once all documents are as the step wants them, including those it does not change, because the
 * checkpoint keeps all of them. Otherwise the last hint. If nothing has been done yet, the first look gives no hint
 * until the end.
 */
async function untilInPlace(trial: Watched, limit: number): Promise<Hint | undefined> {
  const { recorder, step, before, place, since } = trial;
  const session = attentive(trial.session);
  const { lab, clock } = session;
  const edited = resourcesOf(place);
  let last:
    | { readonly now: Snapshot; readonly written: number; readonly at: number; readonly hint: Hint }
    | undefined;
  let told: Hint | undefined;
  const countWrites = async () => (await lab.writesByHand?.(since))?.length ?? 0;
  const arrived = await pollUntil(
    { session, newRound: lab.newRound, recorder, limit, what: 'your change', step },
    async () => {
      const at = clock.now().getTime();
      const written = await countWrites();
      const { documents: seen, asOf } = await readWhatCanBe(lab, { ids: edited });
      const isKnown = last && written === last.written && sameSnapshot(lab, last.now, seen, edited);
      if (last && isKnown && at - last.at < LOOKS_AROUND) return undefined;
      const stands = await readWhatCanBe(lab, { asOf });
      const { documents: now, unreadable } = stands;
      await trial.looked();
      if (unreadable.size === 0 && sameSnapshot(lab, now, place.documents)) return now;
      const { hint, isBegun } = await trial.hintFor(stands);
      // A hint that knows of a write and not of what it wrote would be wrong: the next look sees both.
      if ((await countWrites()) !== written) return undefined;
      if (last ? !equal(hint, last.hint) : isBegun) {
        recorder.tell({ type: 'hint', step, hint });
        told = hint;
      }
      last = { now, written, at, hint };
      return undefined;
    },
  );
  if (arrived) {
    for (const change of changesBetween(lab, before.documents, arrived)) {
      recorder.tell({ type: 'change-applied', step, change });
    }
    return undefined;
  }
  const hint = last?.hint;
  if (hint && !session.signal?.aborted && !(told && equal(told, hint)))
    recorder.tell({ type: 'hint', step, hint });
  return hint;
}

/** `undefined` once the checks pass, as after every step; otherwise why they do not. */
async function untilInForce({
  session,
  recorder,
  step,
  place,
  baseline,
  hintFor,
}: Watched): Promise<Hint | undefined> {
  let blind: string | undefined;
  try {
    const { surroundings } = baseline;
    const { documents: stands } = await readSnapshot(session.lab);
    const walk = { session, recorder, surroundings, written: 'anything', last: {} } as const;
    if (await conclude(walk, place, stands)) return undefined;
  } catch (thrown) {
    blind = blindBy(thrown, { recorder, step });
  }
  const now = await readWhatCanBe(session.lab);
  const predictions = await expected(session, place, now.documents, baseline);
  const { hint } = await hintFor(now, effectOf(predictions, { failed: recorder.failedIn(step), blind }));
  recorder.tell({ type: 'hint', step, hint });
  return hint;
}

/** An error that is not about looking ends the step. */
function blindBy(thrown: unknown, { recorder, step }: Pick<Watched, 'recorder' | 'step'>): string {
  try {
    return whyUnseen(thrown);
  } catch (error) {
    recorder.tell({ type: 'step-settled', step, status: 'failed', error: noteOf(asLabError(error)) });
    throw error;
  }
}

const resourcesOf = ({ stage }: RoutePlace): readonly ResourceId[] =>
  stage?.step.kind === 'edit' ? stage.step.edits.map(({ resource }) => resource) : [];

const equal = (a: Hint, b: Hint): boolean => a.id === b.id && a.says === b.says;
