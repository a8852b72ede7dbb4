import type { Lab } from '../contract/lab.ts';
import type { Change, Resource } from '../contract/resource.ts';
import type { Interrupted, Unfinished, UnknownWrite } from '../contract/work.ts';
import { errorOfOne } from './ends-everything.ts';
import type { Recorder } from './recorder.ts';
import type { CommandSession } from './session.ts';
import { canGoOn } from './unfinished.ts';

/** Work that did not come to its end; writes whose outcome nobody noted are settled by what the account shows. Reads only. */
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

/** Why it cannot be read is told with the account's standing. */
const notReadable = (thrown: unknown): undefined => void errorOfOne(thrown);

/** `partly`: also what came to its end and said itself what it could not restore. */
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
 * What stands was written by a command that did not come to its end. A web app that is started anew is stopped first, so
 * that after a write of unknown outcome nothing may be there at all.
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
