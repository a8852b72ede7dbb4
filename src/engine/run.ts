import { LabError } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import type { Snapshot } from '../contract/resource.ts';
import { apply, guard, requireNotInterrupted, requirePerson } from './apply.ts';
import { command } from './command.ts';
import { noteSwitch, readBaseline } from './keep-baseline.ts';
import type { Agreed } from './plan-file.ts';
import { type PlannedStep, plannedSteps } from './planned.ts';
import { requirePossible } from './possible.ts';
import { predictSpan, requirePredicted } from './predict.ts';
import { type Range, requireOrder, type Span, spanOf } from './range.ts';
import {
  type AccountSurvey,
  driftOf,
  lastPlace,
  readAccount,
  requireNoDrift,
  standingOf,
  writtenBefore,
} from './read-account.ts';
import type { Recorder } from './recorder.ts';
import type { RecentWrites } from './run-checks.ts';
import { afterWriting, passStep, runStep, type StepContext } from './run-step.ts';
import { requireSavedPlan } from './saved-plan.ts';
import type { CommandSession } from './session.ts';
import { changesBetween } from './snapshot.ts';
import { requireWhole } from './whole.ts';

export interface RunOptions extends Range, Pick<StepContext, 'onFailure'> {
  /** The plan that the user agreed to; the range is the plan's. */
  readonly agreed?: Agreed | undefined;
  /** Write over what was changed since the lab left the account. */
  readonly force?: boolean;
}

/** Takes the account along the page: every step of the range that is not in place yet, each with its checks. */
export function run(session: CommandSession, options: RunOptions): Promise<Summary> {
  return command(session, { writes: true }, async (recorder) => {
    const span = spanOf(session.pipeline, options);
    const { from, to, only, onFailure, force = false } = options;
    const found = await readAccount(session);
    requireWhole(session.lab, found);
    if (options.agreed) requireSavedPlan(session, recorder, found, options.agreed);
    const stands = found.located?.index ?? found.places.indexOf(lastPlace(session, found.places));
    requireOrder(session.pipeline, span, stands);
    if (!found.located) recorder.tell({ type: 'standing', ...standingOf(session, found) });
    if (!force) requireNoDrift(session, found);
    requireSomebodyFor(session, found, { first: stands + 1, last: span.last });
    const { baseline, keepBaseline } = await readBaseline(session, recorder, found);
    const { surroundings } = baseline;
    requirePredicted(await predictSpan(session, found, span, stands, surroundings));
    const steps = plannedSteps(session, found, span, stands);
    await requireGuarded(session, steps);
    await requirePossible(
      session,
      steps.flatMap(({ changes }) => changes),
    );
    recorder.tell({ type: 'set-out', work: { does: 'run', from, to, only, onFailure } });
    noteSwitch(session, recorder, found);

    const walk = { session, recorder, surroundings, onFailure, keepBaseline, last: {} };
    let { now, written } = found.located
      ? { now: found.now, written: writtenBefore(found) }
      : await bringBack(session, recorder, found, keepBaseline);
    for (let index = span.first; index <= span.last; index++) {
      requireNotInterrupted(session);
      const place = found.places[index]!;
      const standsHere = index === stands && !found.elsewhere;
      const after =
        index <= stands
          ? (await passStep({ ...walk, written }, place, standsHere)) && now
          : await runStep({ ...walk, written }, place, now);
      if (!after) return 3;
      now = after;
      // The checks of the step have agreed on everything written so far.
      if (index > stands || standsHere) written = new Set();
    }
    return 0;
  });
}

/** Before the first write: if a later step would be refused, the first step does not start. */
async function requireGuarded(session: CommandSession, steps: readonly PlannedStep[]): Promise<void> {
  for (const [index, { changes }] of steps.entries()) {
    await guard(session, changes).catch((refusal) => {
      const before = steps.slice(0, index).findLast((step) => step.changes.length > 0);
      throw before && refusal instanceof LabError
        ? refusal.alsoSuggesting({ run: ['run', '--to', before.id], why: 'does the steps before it' })
        : refusal;
    });
  }
}

/** Before the first write: if a later step needs a person, the first step does not start without one. */
function requireSomebodyFor(
  session: CommandSession,
  { now, places }: AccountSurvey,
  { first, last }: Span,
): void {
  for (const { documents } of places.slice(first, last + 1)) {
    requirePerson(session, changesBetween(session.lab, now, documents));
  }
}

/** Brings an account that matches no place of the page back to where the lab left it. */
async function bringBack(
  session: CommandSession,
  recorder: Recorder,
  found: AccountSurvey,
  keepBaseline: () => Promise<void>,
): Promise<{ now: Snapshot; written: RecentWrites }> {
  const { id, documents } = lastPlace(session, found.places);
  const over = driftOf(session, found).map(({ title }) => title);
  const why = over.length > 0 ? `--force writes over ${over.join(', ')}` : 'The interrupted work is undone';
  recorder.tell({ type: 'note', text: `${why}: the account goes back to ${id} first.` });
  const changes = changesBetween(session.lab, found.now, documents);
  const readBack = await apply(session, recorder, changes, { direction: 'back', keepBaseline });
  return { now: afterWriting(found.now, readBack), written: 'anything' };
}
