import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Summary } from '../contract/event.ts';
import { keep, newBaseline, requireCheckpoint } from './checkpoints.ts';
import { command } from './command.ts';
import { finalizing, isStale } from './keep-baseline.ts';
import { type AccountSurvey, readAccount, standingOf } from './read-account.ts';
import type { Recorder } from './recorder.ts';
import { requireRestored, restoreEach } from './restore-each.ts';
import { type RoutePlace, route } from './route.ts';
import { runChecks } from './run-checks.ts';
import type { CommandSession } from './session.ts';
import { sameSnapshot } from './snapshot.ts';
import { requireVerified } from './verified.ts';

/**
 * Restores the account to the documents of a checkpoint, whatever has been done to it since, and runs the checks of
 * that place.
 * `to`: the checkpoint’s name, or the step after which it was kept, by its id or number.
 */
export function rollback(session: CommandSession, { to }: { readonly to: string }): Promise<Summary> {
  return command(session, { writes: true }, async (recorder) => {
    const checkpoint = await requireCheckpoint(session, to);
    requireVerified(checkpoint);
    const found = await readAccount(session);
    const { baseline } = found;
    tellDrift(session, recorder, found);
    const { id } = checkpoint;
    recorder.tell({ type: 'set-out', work: { does: 'rollback', to: id } });
    const keepBaseline = finalizing(session, baseline);
    const restored = await restoreEach(session, recorder, found, checkpoint.documents, { keepBaseline });
    await requireRestored(session, restored, ['rollback', '--to', id]);
    const place = placeOf(session, { ...checkpoint, documents: restored.documents }, restored.baseline);
    await session.store.savePosition(place?.id ?? id);
    if (!place) {
      recorder.tell({ type: 'note', text: `${id} matches no step, so there are no checks to run.` });
      return 0;
    }
    const asking = { baseline: baseline?.surroundings, written: restored.written };
    return (await runChecks(session, recorder, place.checks, asking)) ? 0 : 3;
  });
}

/**
 * Restores the account to its baseline or, if the state directory was lost, to the documents that the workshop gives
 * a participant. Verified by a plan without changes and by the baseline's checks.
 */
export function reset(session: CommandSession): Promise<Summary> {
  return command(session, { writes: true }, async (recorder) => {
    const { lab, store, pipeline } = session;
    const found = await readAccount(session);
    const home = found.baseline?.documents ?? pipeline.documentedStart(found.now, lab.facts);
    if (!found.baseline) recorder.tell({ type: 'note', text: NO_BASELINE });
    tellDrift(session, recorder, found);
    recorder.tell({ type: 'set-out', work: { does: 'reset' } });
    const known = isStale(found) ? undefined : found.baseline;
    const baseline = known ?? ({ ...(await newBaseline(session, home)), provisional: true } as const);
    if (!known) await keep(session, recorder, baseline);
    const way = { tidies: true, ...(known ? { keepBaseline: finalizing(session, known) } : {}) };
    const restored = await restoreEach(session, recorder, { ...found, baseline }, home, way);
    await requireRestored(session, restored, ['reset']);
    await store.savePosition('baseline');
    const asking = { baseline: baseline.surroundings, written: restored.written };
    return (await runChecks(session, recorder, pipeline.baselineChecks, asking)) ? 0 : 3;
  });
}

const NO_BASELINE =
  'No baseline was kept for this account, so kms-lab restores the documents with which the page begins.';

/** What the restore is about to write over. */
function tellDrift(session: CommandSession, recorder: Recorder, found: AccountSurvey): void {
  const standing = standingOf(session, found);
  if (standing.drift.length > 0) recorder.tell({ type: 'standing', ...standing });
}

/**
 * The place of the page that a checkpoint stands for: by its name, otherwise by its documents. A named checkpoint may
 * match none.
 */
function placeOf(
  session: CommandSession,
  checkpoint: Checkpoint,
  baseline: Checkpoint | undefined,
): RoutePlace | undefined {
  const { lab, pipeline } = session;
  const { documents, variant } = checkpoint;
  const places = route(pipeline, baseline?.documents ?? documents, lab.facts, variant);
  const fitting = places.filter((place) => sameSnapshot(lab, documents, place.documents));
  return fitting.find(({ id }) => id === checkpoint.id) ?? fitting[0];
}
