import type { ResourceId, Snapshot } from '../contract/resource.ts';
import type { AccountSurroundings } from '../contract/surroundings.ts';
import { apply } from './apply.ts';
import { checkpointOf, keep } from './checkpoints.ts';
import type { Direction } from './order.ts';
import { asLabError, noteOf, type Recorder } from './recorder.ts';
import type { RoutePlace } from './route.ts';
import { type LastMatrix, type RecentWrites, runChecks, writtenWith } from './run-checks.ts';
import type { CommandSession } from './session.ts';
import { changesBetween, desired, readSnapshot } from './snapshot.ts';

/** What is passed from step to step. */
export interface StepContext {
  readonly session: CommandSession;
  readonly recorder: Recorder;
  readonly surroundings: AccountSurroundings | undefined;
  /** Awaited before the first write, and before the first checkpoint. */
  readonly keepBaseline: () => Promise<void>;
  /** What was written before the step and not agreed on yet. */
  readonly written: RecentWrites;
  readonly last: LastMatrix;
  /** What happens to a step that failed: it stays as it is, or the account goes back to where it was before the step. */
  readonly onFailure: 'stop' | 'rollback';
}

/** The documents that a step is to lead to, and those it starts from. */
interface Goal {
  readonly documents: Snapshot;
  readonly direction: Direction;
}

/**
 * A step that is already in place. Its checks run only at the account's own place, because later steps change what
 * they look at.
 */
export async function passStep(
  { session, recorder, surroundings, written, last }: StepContext,
  place: RoutePlace,
  standsHere: boolean,
): Promise<boolean> {
  const { id: step, title } = place.stage!.step;
  recorder.tell({ type: 'step-started', step: { id: step, title } });
  const asking = { step, baseline: surroundings, written, last };
  const ok = !standsHere || (await runChecks(session, recorder, place.checks, asking));
  recorder.tell({ type: 'step-settled', step, status: ok ? 'unchanged' : 'failed' });
  return ok;
}

/**
 * A step that is not in place: its changes, and then what ends every step. Returns the documents afterward if all is
 * well.
 */
export async function runStep(
  walk: StepContext,
  place: RoutePlace,
  before: Snapshot,
  to: Goal = along(walk, place, before),
): Promise<Snapshot | undefined> {
  const { recorder } = walk;
  const { id, title } = place.stage!.step;
  recorder.tell({ type: 'step-started', step: { id, title } });
  try {
    const changed = await change(walk, place, before, to);
    const written = writtenWith(walk.written, changed.ids);
    const after = await conclude({ ...walk, written }, place, changed.stands);
    recorder.tell({ type: 'step-settled', step: id, status: after ? 'applied' : 'failed' });
    if (!after) await takeBack(walk, before);
    return after;
  } catch (error) {
    recorder.tell({ type: 'step-settled', step: id, status: 'failed', error: noteOf(asLabError(error)) });
    await takeBack(walk, before);
    throw error;
  }
}

/** What the step makes of the documents before it. */
const along = ({ session: { lab } }: StepContext, { stage }: RoutePlace, before: Snapshot): Goal => ({
  documents: desired(stage!.step, before, lab.facts, lab.variant),
  direction: 'forward',
});

interface Changed {
  readonly ids: readonly ResourceId[];
  readonly stands: Snapshot;
}

async function change(
  { session, recorder, keepBaseline }: StepContext,
  { stage }: RoutePlace,
  before: Snapshot,
  { documents, direction }: Goal,
): Promise<Changed> {
  const changes = changesBetween(session.lab, before, documents);
  const step = stage!.step.id;
  const readBack = await apply(session, recorder, changes, { direction, step, keepBaseline });
  return { ids: changes.map(({ resource }) => resource), stands: afterWriting(before, readBack) };
}

/** The documents afterward: what was written, as it was read back, and the rest as it was. */
export const afterWriting = (before: Snapshot, readBack: Snapshot): Snapshot =>
  Object.fromEntries(
    Object.entries({ ...before, ...readBack }).filter(([, document]) => document !== undefined),
  );

type Concluding = Omit<StepContext, 'onFailure' | 'keepBaseline'> &
  Partial<Pick<StepContext, 'keepBaseline'>>;

/**
 * Once the documents are in place, whether kms-lab or a person wrote them: what there is to see, the checks, the findings, the
 * checkpoint. Returns the documents, or nothing if a check failed.
 */
export async function conclude(
  { session, recorder, surroundings, written, last, keepBaseline }: Concluding,
  place: RoutePlace,
  stands: Snapshot,
): Promise<Snapshot | undefined> {
  const { lab, store } = session;
  const { step } = place.stage!;
  if (step.kind === 'look') {
    recorder.tell({ type: 'step-showed', step: step.id, text: await step.show(lab) });
  }
  const checkpoint = checkpointOf(session, place.id, 'step', stands);
  store.expectCheckpoint(checkpoint);
  const asking = { step: step.id, baseline: surroundings, written, last };
  const ok = await runChecks(session, recorder, place.checks, asking);
  if (!ok) return undefined;
  for (const finding of step.findings?.(lab.variant) ?? [])
    recorder.tell({ type: 'finding', step: step.id, finding });
  await keepBaseline?.();
  await Promise.all([keep(session, recorder, checkpoint), store.savePosition(place.id)]);
  return stands;
}

/**
 * Undoes the failed step, half done or not, if the user asked for it, even if the failure is that they want to stop.
 * Only a second Ctrl-C, which ends the process, prevents it.
 */
async function takeBack(
  { session: stopped, recorder, onFailure }: StepContext,
  before: Snapshot,
): Promise<void> {
  if (onFailure !== 'rollback') return;
  const { signal: _, ...session } = stopped;
  const { lab } = session;
  const { documents } = await readSnapshot(lab);
  const changes = changesBetween(lab, documents, before);
  recorder.tell({
    type: 'note',
    text: 'The step failed. The account goes back to where it was before the step.',
  });
  await apply(session, recorder, changes, { direction: 'back' });
}
