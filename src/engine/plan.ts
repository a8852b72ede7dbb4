import type { Summary } from '../contract/event.ts';
import { guard } from './apply.ts';
import { command } from './command.ts';
import { type Range, spanOf } from './range.ts';
import type { Session } from './session.ts';
import { changesBetween } from './snapshot.ts';
import { requireLocated, standingOf, survey } from './survey.ts';

/**
 * What `run` would do, by the same path without the writes: the changes of every step that is not in place, the matrix
 * each would lead to, and the refusal where one would be refused. Exit code 4 where there is anything to do.
 */
export function plan(session: Session, range: Range): Promise<Summary> {
  return command(session, { writes: false }, async (teller) => {
    const { lab, pipeline } = session;
    const span = spanOf(pipeline, range);
    const found = await survey(session);
    teller.tell({ type: 'standing', ...standingOf(session, found) });
    const { index: stands } = requireLocated(session, found);
    teller.tell({ type: 'matrix', matrix: await lab.access.predict({}), predictedOnly: true });
    let soFar = found.now;
    let pending = false;
    for (let index = 1; index <= span.last; index++) {
      const { stage, documents } = found.places[index]!;
      const { id: step, title } = stage!.step;
      const changes = index <= stands ? [] : changesBetween(lab, soFar, documents);
      if (index > stands) soFar = documents;
      if (index < span.first) continue;
      teller.tell({ type: 'step-started', step: { id: step, title } });
      for (const change of changes) teller.tell({ type: 'change-planned', step, change });
      pending ||= changes.length > 0;
      if (changes.length > 0) {
        const matrix = await lab.access.predict(documents);
        teller.tell({ type: 'matrix', step, matrix, predictedOnly: true });
        await guard(session, changes);
      }
      teller.tell({ type: 'step-settled', step, status: changes.length > 0 ? 'skipped' : 'unchanged' });
    }
    return pending ? 4 : 0;
  });
}
