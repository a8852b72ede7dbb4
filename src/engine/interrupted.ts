import type { Lab } from '../contract/lab.ts';
import type { Change, Resource } from '../contract/resource.ts';
import type { Interrupted, Unfinished, UnknownWrite } from '../contract/work.ts';
import { errorOfOne } from './ends-everything.ts';
import type { Recorder } from './recorder.ts';
import type { CommandSession } from './session.ts';
import { canGoOn } from './told-run.ts';

/** Unfinished work. The account's documents decide which writes of unknown outcome were made. Reads only. */
export async function findInterrupted({ store, lab }: CommandSession): Promise<Interrupted | undefined> {
  const found = (await store.unfinished()).find(canGoOn);
  if (!found) return undefined;
  const { writes, ...work } = found;
  const begun = writes.filter(({ progress }) => progress === 'begun');
  return { ...work, unknown: await Promise.all(begun.map(({ change }) => settled(lab, change))) };
}

async function settled({ resources }: Lab, change: Change): Promise<UnknownWrite> {
  const { gone, read, same } = resources[change.resource] as Resource;
  const found = gone ? undefined : await read().then((now) => ({ now }), notReadable);
  if (!found) return { change, stands: 'unreadable' };
  const { now } = found;
  const stands = same(now, change.after) ? 'after' : same(now, change.before) ? 'before' : 'neither';
  return { change, stands };
}

/** Why it cannot be read is reported with the account's standing. */
const notReadable = (thrown: unknown): undefined => void errorOfOne(thrown);

/** `partly`: also work that finished and reported itself what it could not restore. */
export async function tellInterrupted(
  session: CommandSession,
  recorder: Recorder,
  { partly }: { readonly partly: boolean },
): Promise<Interrupted | undefined> {
  const found = await findInterrupted(session);
  if (found && (partly || found.ended !== 'partly')) recorder.tell({ type: 'interrupted', ...found });
  return found;
}

/**
 * The documents were written by a command that did not finish. A web app is stopped before it is started again, so
 * after a write of unknown outcome there may be no web app at all.
 */
export function isOurDoing(
  { resources }: Lab,
  left: readonly Unfinished[],
  { resource, before: now }: Change,
): boolean {
  const { same } = resources[resource] as Resource;
  return left
    .flatMap(({ writes }) => writes)
    .some(
      ({ change, progress }) =>
        change.resource === resource &&
        progress !== 'planned' &&
        (same(now, change.after) || (progress === 'begun' && now === undefined)),
    );
}
