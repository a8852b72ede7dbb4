import type { PrincipalId } from '../contract/access.ts';
import type { Check } from '../contract/check.ts';
import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Condition } from '../contract/condition.ts';
import type { Summary } from '../contract/event.ts';
import { command } from './command.ts';
import { conditionOfLacking, conditionsOf } from './conditions.ts';
import { errorOfOne } from './ends-everything.ts';
import { anchorByHand } from './keep-baseline.ts';
import { failingPredictions } from './predict.ts';
import { tellQuiz } from './quiz.ts';
import { type AccountSurvey, readAccount, readableIn } from './read-account.ts';
import { asLabError, noteOf, type Recorder } from './recorder.ts';
import { runChecks } from './run-checks.ts';
import { conclude } from './run-step.ts';
import type { CommandSession } from './session.ts';
import { changesBetween } from './snapshot.ts';
import { expected, type Trial, tellOvertaken, tellStart, trialOf } from './trial.ts';
import { lackingIn, requireWhole } from './whole.ts';

export interface CheckOptions {
  /** Its id or its number; the next step if none is named. */
  readonly step?: string | undefined;
  /** Who may decrypt now, as the person answered before the check; absent if they were not asked. */
  readonly said?: readonly PrincipalId[] | undefined;
}

interface Checking {
  readonly session: CommandSession;
  readonly recorder: Recorder;
  readonly trial: Trial;
  readonly baseline: Checkpoint;
  readonly found: AccountSurvey;
  /** What the step needs and is gone. */
  readonly gone: readonly Condition[];
}

/**
 * Checks what a person has done of a step, now, and reports each of its conditions, on documents and checks. The step
 * is passed, and gets its checkpoint, only when everything is right. Does not say how to do the step. Writes nothing
 * to the account.
 *
 * Exit code 0: passed. 3: the documents are right, and a check failed. 4: something is missing.
 */
export function check(session: CommandSession, { step, said }: CheckOptions): Promise<Summary> {
  return command(session, { writes: true }, async (recorder) => {
    const found = await readAccount(session);
    // Something missing since the baseline is a condition that is not met.
    if (!found.baseline) requireWhole(session.lab, found);
    const gone = lackingIn(session.lab, found).map(conditionOfLacking);
    const trial = trialOf(session, found, step);
    tellStart(recorder, found);
    // If something cannot be read, the account's place among the steps is unknown.
    const known = gone.length > 0 ? found.baseline : undefined;
    const baseline = known ?? (await anchorByHand(session, recorder, notPassedYet(found, trial)));
    recorder.tell({ type: 'step-started', step: { id: trial.step, title: trial.title } });
    if (said) await tellQuiz(session, recorder, trial.step, said);
    if (trial.isOvertaken && gone.length === 0) {
      tellOvertaken(recorder, trial);
      recorder.tell({ type: 'step-settled', step: trial.step, status: 'unchanged' });
      return 0;
    }
    const checking = { session, recorder, trial, baseline, found, gone };
    return (await isInPlace(checking)) ? conclusion(checking) : 4;
  });
}

/** Matching documents do not prove that the account was left there: its checks have to pass, too. */
const notPassedYet = ({ located, ...found }: AccountSurvey, { index }: Trial): AccountSurvey => ({
  ...found,
  located: located && located.index <= index ? located : undefined,
});

/** Reports the conditions. If one is not met, the checks still run once, for partial credit. */
async function isInPlace({ session, recorder, trial, baseline, found, gone }: Checking): Promise<boolean> {
  const { step, place, isOvertaken } = trial;
  // A later step has changed the documents and the checks of a step that was overtaken.
  const ofStep = isOvertaken ? [] : conditionsOf(session.lab, place, found.now, readableIn(found));
  const conditions = [...gone, ...ofStep];
  for (const condition of conditions) recorder.tell({ type: 'condition', step, ...condition });
  if (conditions.every(({ met }) => met)) return true;
  const asking = { step, baseline: baseline.surroundings, written: new Set<never>() };
  const checks = isOvertaken ? [] : place.checks.map(orSkipped);
  await runChecks(withPatience(session, 0), recorder, checks, asking);
  recorder.tell({ type: 'step-settled', step, status: 'incomplete' });
  return false;
}

/** Before a step is done, or if something is gone, some of its checks have nothing to look at. */
const orSkipped = (check: Check): Check => ({
  ...check,
  look: (context) =>
    check.look(context).catch((thrown) => {
      const { message } = errorOfOne(thrown);
      const observed = `could not be checked yet: ${message}`;
      return { status: 'skipped', expected: check.title, observed, evidence: 'observed' };
    }),
});

async function conclusion({
  session,
  recorder,
  trial,
  baseline,
  found,
}: Checking): Promise<Summary['exitCode']> {
  const { step, place, before } = trial;
  const { now } = found;
  const wasPassed = session.store.position() === place.id;
  for (const change of wasPassed ? [] : changesBetween(session.lab, before.documents, now)) {
    recorder.tell({ type: 'change-applied', step, change });
  }
  try {
    // Waiting does not help if the documents do not allow it.
    const isHopeless = failingPredictions(await expected(session, place, now, baseline)).length > 0;
    const { surroundings } = baseline;
    const walk = { recorder, surroundings, written: 'anything', last: {} } as const;
    const passed = await conclude(
      { ...walk, session: isHopeless ? withPatience(session, 0) : session },
      place,
      now,
    );
    if (passed) await session.store.forgetHint(step);
    const status = passed ? (wasPassed ? 'unchanged' : 'applied') : 'failed';
    recorder.tell({ type: 'step-settled', step, status });
    return passed ? 0 : 3;
  } catch (error) {
    recorder.tell({ type: 'step-settled', step, status: 'failed', error: noteOf(asLabError(error)) });
    throw error;
  }
}

const withPatience = ({ patience, ...session }: CommandSession, check: number): CommandSession => ({
  ...session,
  patience: { ...patience, check },
});
