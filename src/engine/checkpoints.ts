import type { Checkpoint } from '../contract/checkpoint.ts';
import { LabError } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import type { Change, Snapshot } from '../contract/resource.ts';
import { shortened } from '../contract/shortened.ts';
import type { Pipeline } from '../contract/step.ts';
import { FILE_NAME } from './checkpoint-file.ts';
import { command } from './command.ts';
import { knownStep, requireKnown } from './range.ts';
import { requireSameAccount } from './read-account.ts';
import type { Recorder } from './recorder.ts';
import { placeAfter } from './route.ts';
import type { CommandSession } from './session.ts';
import { changesBetween, readSnapshot } from './snapshot.ts';

/** A checkpoint of these documents, of this account, now. */
export function checkpointOf(
  { lab, clock }: CommandSession,
  id: string,
  kind: Checkpoint['kind'],
  documents: Snapshot,
): Checkpoint {
  const { facts, variant } = lab;
  return { version: 1, id, kind, takenAt: clock.now().toISOString(), facts, variant, documents };
}

export async function keep(
  session: CommandSession,
  recorder: Recorder,
  checkpoint: Checkpoint,
): Promise<void> {
  await session.store.saveCheckpoint(checkpoint);
  recorder.tell({ type: 'checkpoint-saved', id: checkpoint.id });
}

/** A baseline of these documents, with the rest of the account as it is now. Not kept yet. */
export async function newBaseline(session: CommandSession, documents: Snapshot): Promise<Checkpoint> {
  const surroundings = await session.lab.surroundings();
  return { ...checkpointOf(session, 'baseline', 'baseline', documents), surroundings };
}

/** What was kept of an account, without a look at the account. */
export type KeptPart = Pick<CommandSession, 'store' | 'pipeline'>;

/**
 * The checkpoint of that name, or the one after a step. `typed`: its name, or the step’s id or number from 1. Throws
 * `ERR_UNKNOWN_NAME` with the list of checkpoints, `ERR_WRONG_ACCOUNT` for one of another account.
 */
export async function requireCheckpoint(session: CommandSession, typed: string): Promise<Checkpoint> {
  const found = await showCheckpoint(session, typed);
  requireSameAccount(found, session.lab.facts);
  return found;
}

/** The same, whichever of the account's keys it belongs to. */
export async function showCheckpoint({ store, pipeline }: KeptPart, typed: string): Promise<Checkpoint> {
  const name = typed.trim();
  const step = pipeline.stages[knownStep(pipeline, name)]?.step.id;
  const found = (await store.checkpoint(name)) ?? (step && (await store.checkpoint(placeAfter(step))));
  if (found) return found;
  const all = (await store.checkpoints()).map(({ id }) => id);
  const places = pipeline.stages.map(({ step: { id } }) => placeAfter(id));
  const listed = (id: string) => (places.includes(id) ? `${id} (${places.indexOf(id) + 1})` : id);
  if (step === undefined) requireKnown('checkpoint', name, all, listed);
  throw new LabError('ERR_UNKNOWN_NAME', `No checkpoint was kept after the step “${step}” yet.`, {
    ...(all.length > 0 ? { hint: `There are ${all.map(listed).join(', ')}.` } : {}),
    next: [{ run: ['solve', `${step}`], why: 'does the step, and keeps one' }],
  });
}

export const listCheckpoints = ({ store }: KeptPart): Promise<readonly Checkpoint[]> => store.checkpoints();

/** What would change on the way from one checkpoint to another. */
export async function diffCheckpoints(
  session: CommandSession,
  from: string,
  to: string,
): Promise<readonly Change[]> {
  const [before, after] = await Promise.all([
    requireCheckpoint(session, from),
    requireCheckpoint(session, to),
  ]);
  return changesBetween(session.lab, before.documents, after.documents);
}

/** Keeps the account as it is now, under a name that the user chose. Writes nothing to the account. */
export function saveCheckpoint(session: CommandSession, name: string): Promise<Summary> {
  return command(session, { writes: false }, async (recorder) => {
    await requireFree(session, name);
    const { documents } = await readSnapshot(session.lab);
    await keep(session, recorder, checkpointOf(session, name, 'named', documents));
    return 0;
  });
}

/**
 * Accepts the rest of the account as the baseline's: everything but the lab's own documents, which the lab restores
 * itself. Reports what is new. Writes nothing to the account.
 */
export function rebase(session: CommandSession): Promise<Summary> {
  return command(session, { writes: true }, async (recorder) => {
    const baseline = await requireCheckpoint(session, 'baseline');
    const surroundings = await session.lab.surroundings();
    const changed = session.lab.changedSince(baseline.surroundings ?? {}, surroundings);
    for (const { says } of changed) recorder.tell({ type: 'note', text: says });
    const known = Object.keys(baseline.surroundings ?? {});
    // A baseline of an older version does not have every facet.
    const isWhole = Object.keys(surroundings).every((facet) => known.includes(facet));
    if (changed.length === 0 && isWhole)
      recorder.tell({ type: 'note', text: 'The rest of the account is as the baseline has it.' });
    else await keep(session, recorder, { ...baseline, surroundings });
    return 0;
  });
}

async function requireFree({ pipeline, store }: CommandSession, name: string): Promise<void> {
  requireCheckpointName(pipeline, name);
  if (await store.checkpoint(name).then((known) => known?.kind === 'named')) {
    throw new LabError('ERR_USAGE', `There is a checkpoint ${name} already.`, {
      hint: 'Choose another name.',
      next: [{ why: 'shows the existing checkpoint', run: ['checkpoint', 'show', name] }],
    });
  }
}

/** Throws `ERR_USAGE` for a name that no user may give a checkpoint. Needs no account. */
export function requireCheckpointName(pipeline: Pipeline, name: string): void {
  if (!FILE_NAME.test(name)) {
    throw new LabError('ERR_USAGE', `“${shortened(name)}” cannot name a checkpoint.`, {
      hint: 'Use letters, digits, dots, dashes and underscores, at most 64 of them, and begin with a letter or a digit.',
      next: [{ run: ['checkpoint', 'save', 'before-lunch'] }],
    });
  }
  if (/^\d+$/.test(name) || knownStep(pipeline, name) >= 0) throw namesStep(name);
  const taken = ['baseline', ...pipeline.stages.map(({ step }) => placeAfter(step.id))];
  if (!taken.includes(name)) return;
  throw new LabError('ERR_USAGE', `${name} is a name that kms-lab uses itself.`, {
    next: [{ why: 'uses another name', run: ['checkpoint', 'save', 'before-lunch'] }],
  });
}

const namesStep = (name: string): LabError =>
  new LabError('ERR_USAGE', `“${name}” cannot name a checkpoint: it names a step.`, {
    next: [{ why: 'uses another name', run: ['checkpoint', 'save', `my-${name}`] }],
  });
