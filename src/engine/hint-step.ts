import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Summary } from '../contract/event.ts';
import type { Hint, HintFor } from '../contract/hint.ts';
import type { Change } from '../contract/resource.ts';
import { command } from './command.ts';
import { type Grade, nextGrade } from './given-hints.ts';
import { findBaseline } from './keep-baseline.ts';
import { type AccountSurvey, readAccount, readableIn } from './read-account.ts';
import { tellHolder } from './read-only-commands.ts';
import { Recorder } from './recorder.ts';
import { runChecks } from './run-checks.ts';
import type { CommandSession } from './session.ts';
import { SILENT } from './silent-host.ts';
import { changesBetween } from './snapshot.ts';
import {
  effectOf,
  expected,
  hintingOf,
  type Trial,
  tellOvertaken,
  tellStart,
  trialOf,
  whyUnseen,
} from './trial.ts';
import { lackingIn, requireWhole } from './whole.ts';

export interface HintOptions {
  /** Its id or its number; the next step if none is named. */
  readonly step?: string | undefined;
  readonly hintFor: HintFor;
  /** How much of the hint to show; if absent, one grade more than the last time the same hint was given. */
  readonly grade?: Grade | undefined;
}

export interface Hinted {
  readonly summary: Summary;
  /** Absent if nothing is wrong, or if the command itself failed. */
  readonly hint?: Hint;
  readonly grade?: Grade;
}

/**
 * Looks at what a person has done of a step, and says what is wrong. Writes nothing to the account, and does not pass
 * the step. Does not hold the account: another command may be running.
 */
export async function hint(session: CommandSession, { step, hintFor, grade }: HintOptions): Promise<Hinted> {
  let given: Omit<Hinted, 'summary'> = {};
  const summary = await command(session, { writes: false, journals: true }, async (recorder) => {
    const found = await readAccount(session);
    await tellHolder(session, recorder);
    // Something missing since the baseline can be a cause, and the hint then names it.
    if (!found.baseline) requireWhole(session.lab, found);
    const trial = trialOf(session, found, step);
    tellStart(recorder, found);
    if (trial.isOvertaken) {
      tellOvertaken(recorder, trial);
      return 0;
    }
    const missing = changesBetween(session.lab, found.now, trial.place.documents, readableIn(found));
    const chosen = await choose(session, found, { trial, missing, hintFor });
    if (!chosen) {
      recorder.tell({
        type: 'note',
        text: `No hint is needed: "${trial.title}" is done.`,
        next: [{ run: ['check', trial.step], why: 'checks it, and passes the step' }],
      });
      return 0;
    }
    given = { hint: chosen, grade: await gradeOf(session, trial, chosen, grade) };
    const wanted = given.grade === 3 && missing.length > 0 ? { wanted: missing } : {};
    recorder.tell({ type: 'hint', step: trial.step, hint: chosen, grade: given.grade, ...wanted });
    return 0;
  });
  return { summary, ...given };
}

interface Choosing {
  readonly trial: Trial;
  readonly missing: readonly Change[];
  readonly hintFor: HintFor;
}

/** `undefined` if the documents are right and the checks pass. */
async function choose(
  session: CommandSession,
  found: AccountSurvey,
  { trial, missing, hintFor }: Choosing,
): Promise<Hint | undefined> {
  const baseline = await findBaseline(session, found);
  const hintingFor = hintingOf(session, found, trial, baseline, hintFor);
  const stands = { documents: found.now, unreadable: found.unreadable };
  if (missing.length > 0 || lackingIn(session.lab, found).length > 0) return (await hintingFor(stands)).hint;
  const seen = await ask(session, trial, baseline);
  if (!seen) return undefined;
  const predictions = await expected(session, trial.place, found.now, baseline);
  return (await hintingFor(stands, effectOf(predictions, seen))).hint;
}

/** Runs the checks once, and reports nothing. `undefined` if they pass. */
async function ask(
  { patience, ...session }: CommandSession,
  { step, title, place }: Trial,
  { surroundings }: Checkpoint,
): Promise<Parameters<typeof effectOf>[1] | undefined> {
  const quiet = { ...session, patience: { ...patience, check: 0 }, host: SILENT };
  const recorder = new Recorder(quiet);
  recorder.tell({ type: 'step-started', step: { id: step, title } });
  try {
    const asking = { step, baseline: surroundings, written: new Set<never>() };
    if (await runChecks(quiet, recorder, place.checks, asking)) return undefined;
    return { failed: recorder.failedIn(step) };
  } catch (thrown) {
    return { failed: [], blind: whyUnseen(thrown) };
  }
}

async function gradeOf(
  { store }: CommandSession,
  { step }: Trial,
  { id, says }: Hint,
  asked: Grade | undefined,
): Promise<Grade> {
  const grade = asked ?? nextGrade({ id, says }, await store.lastHint(step));
  await store.saveHint(step, { id, says, grade });
  return grade;
}
