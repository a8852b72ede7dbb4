import type { Checkpoint } from '../contract/checkpoint.ts';
import { LabError } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import type { Snapshot } from '../contract/resource.ts';
import { RESOURCE_ORDER } from '../contract/resource.ts';
import { apply } from './apply.ts';
import { keepBaseline, requireCheckpoint } from './checkpoints.ts';
import { command } from './command.ts';
import { look } from './look.ts';
import { type Place, route } from './route.ts';
import type { Session } from './session.ts';
import { changesBetween, readSnapshot, sameSnapshot } from './snapshot.ts';
import { type Survey, standingOf, survey } from './survey.ts';
import type { Teller } from './teller.ts';

/** Brings the account to the documents of a checkpoint, whatever was done to it since, and asks the checks of that place. */
export function rollback(session: Session, { to }: { readonly to: string }): Promise<Summary> {
  return command(session, { writes: true }, async (teller) => {
    const checkpoint = await requireCheckpoint(session, to);
    const found = await survey(session);
    const { baseline } = found;
    teller.tell({ type: 'set-out', work: { does: 'rollback', to } });
    await restore(session, teller, found, checkpoint.documents);
    const place = placeOf(session, checkpoint, baseline);
    await session.store.savePosition(place?.id ?? to);
    if (!place) {
      teller.tell({ type: 'note', text: `${to} is no place of the page: it has no checks of its own.` });
      return 0;
    }
    const ok = await look(session, teller, place.checks, { baseline: baseline?.surroundings });
    return ok ? 0 : 3;
  });
}

/**
 * Brings the account home: to the baseline, or, where the state was lost, to where the workshop's documents leave a
 * participant. Proven by a plan without changes and by the baseline's checks.
 */
export function reset(session: Session): Promise<Summary> {
  return command(session, { writes: true }, async (teller) => {
    const { lab, store, pipeline } = session;
    const found = await survey(session);
    const kept = found.baseline;
    const home = kept?.documents ?? pipeline.documentedStart(found.now, lab.facts);
    if (!kept) teller.tell({ type: 'note', text: NO_BASELINE });
    teller.tell({ type: 'set-out', work: { does: 'reset' } });
    const { surroundings } = kept ?? (await keepBaseline(session, teller, home));
    await restore(session, teller, found, home);
    for (const id of RESOURCE_ORDER) await lab.resources[id].tidy?.();
    if (!sameSnapshot(lab, await readSnapshot(lab), home)) {
      throw new LabError('ERR_NOT_SETTLED', 'The account changed again while it was brought home.', {
        hint: 'kms-lab status shows what differs; then kms-lab reset again',
      });
    }
    await store.savePosition('baseline');
    const ok = await look(session, teller, pipeline.baselineChecks, { baseline: surroundings });
    return ok ? 0 : 3;
  });
}

const NO_BASELINE =
  'No baseline was kept for this account: it goes to where the workshop leaves a participant who reaches the page.';

/** Writes over whatever stands, and tells before it what somebody changed. */
async function restore(session: Session, teller: Teller, found: Survey, documents: Snapshot): Promise<void> {
  const standing = standingOf(session, found);
  if (standing.drift.length > 0) teller.tell({ type: 'standing', ...standing });
  await apply(session, teller, changesBetween(session.lab, found.now, documents), { direction: 'back' });
  if (found.now.user && !found.now.user.ours && !documents.user) {
    teller.tell({
      type: 'note',
      text: `The user ${found.now.user.userName} was made by somebody else, and stays: aws iam delete-user --user-name ${found.now.user.userName} removes it.`,
    });
  }
}

/** The place of the page a checkpoint stands for: by its name, else by what it holds; one with a name may be none. */
function placeOf(
  session: Session,
  checkpoint: Checkpoint,
  baseline: Checkpoint | undefined,
): Place | undefined {
  const { lab, pipeline } = session;
  const { documents, variant } = checkpoint;
  const places = route(pipeline, baseline?.documents ?? documents, lab.facts, variant);
  const fitting = places.filter((place) => sameSnapshot(lab, place.documents, documents));
  return fitting.find(({ id }) => id === checkpoint.id) ?? fitting[0];
}
