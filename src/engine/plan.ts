import type { Summary } from '../contract/event.ts';
import { guard } from './apply.ts';
import { command } from './command.ts';
import type { AgreedPlan } from './plan-file.ts';
import { plannedSteps } from './planned.ts';
import { requirePossible } from './possible.ts';
import { predictSpan, requirePredicted, tellPredicted } from './predict.ts';
import { type Range, requireOrder, spanOf } from './range.ts';
import { readAccount, requireLocated, standingOf } from './read-account.ts';
import type { CommandSession } from './session.ts';
import { requireWhole } from './whole.ts';
import { tellUnwritable } from './writable.ts';

/**
 * What `run` would do, through the same code without the writes: the changes of every step that is not in place, the
 * matrix that each step would lead to, the answers that the checks are predicted to give, and the refusal if a step
 * would be refused. Exit code 4 if there is anything to do, 3 if a check is predicted to fail. A plan that is not
 * refused goes to `keep`, which says where it is, before the command ends.
 */
export function plan(
  session: CommandSession,
  range: Range,
  keep?: (plan: AgreedPlan) => Promise<string>,
): Promise<Summary> {
  return command(session, { writes: false }, async (recorder) => {
    const { lab, pipeline, target, clock } = session;
    const span = spanOf(pipeline, range);
    const found = await readAccount(session);
    requireWhole(lab, found);
    recorder.tell({ type: 'standing', ...standingOf(session, found) });
    const { index: stands } = requireLocated(session, found);
    // A range that cannot run yet may be looked at, but not saved for a later run.
    if (keep) requireOrder(pipeline, span, stands);
    if (stands < span.last) await tellUnwritable(lab, recorder, { documents: found.places[0]!.documents });
    recorder.tell({ type: 'matrix', matrix: await lab.access.predict({}), predictedOnly: true });
    const predictions = await predictSpan(session, found, span, stands, found.baseline?.surroundings);
    const steps = plannedSteps(session, found, span, stands);
    for (const { id: step, title, changes, documents } of steps) {
      recorder.tell({ type: 'step-started', step: { id: step, title } });
      for (const change of changes) recorder.tell({ type: 'change-planned', step, change });
      if (changes.length > 0) {
        const matrix = await lab.access.predict(documents);
        recorder.tell({ type: 'matrix', step, matrix, predictedOnly: true });
        // As in `run`, a check that is predicted to fail comes before the refusal of a later step.
        await guard(session, changes).catch((refusal) => {
          requirePredicted(predictions);
          throw refusal;
        });
      }
      tellPredicted(
        recorder,
        predictions.filter((one) => one.step === step),
      );
      recorder.tell({ type: 'step-settled', step, status: changes.length > 0 ? 'skipped' : 'unchanged' });
    }
    requirePredicted(predictions);
    await requirePossible(
      session,
      steps.flatMap(({ changes }) => changes),
    );
    const pending = steps.some(({ changes }) => changes.length > 0);
    if (!pending)
      recorder.tell({ type: 'note', text: 'There is nothing to change: every step is in place.' });
    if (keep) {
      const path = await keep({
        version: 1,
        madeAt: clock.now().toISOString(),
        target,
        facts: lab.facts,
        variant: lab.variant,
        range,
        seen: found.now,
        steps: steps.map(({ id, title, changes }) => ({ id, title, changes })),
      });
      recorder.tell({ type: 'plan-saved', path });
    }
    return pending ? 4 : 0;
  });
}
