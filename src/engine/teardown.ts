import { LabError } from '../contract/errors.ts';
import type { FoundPart, PartResult, WorkshopPart } from '../contract/workshop.ts';
import { pollUntil } from './poll.ts';
import {
  forgetWithin,
  isOurPart,
  persist,
  requireSetupNotInterrupted,
  resultOf,
  type WorkshopOutcome,
  type WorkshopSession,
  waiting,
  working,
} from './setup.ts';

/** Why one of the lab's parts stays although it could be removed, and what to type to remove it. */
export type Kept = Pick<PartResult, 'note' | 'next'>;
/** `undefined` removes it. */
export type Keep = (part: WorkshopPart, found: FoundPart) => Kept | undefined;

interface Fate {
  readonly part: WorkshopPart;
  readonly found: FoundPart | undefined;
  readonly result: PartResult;
}

const NOT_MADE_HERE = 'it has the lab’s tag, but this state directory has no record of creating it';
const NOT_OURS = 'it is not the lab’s';

/** What a teardown would remove, in its order. Reads only; throws if another user's resources would be removed with it. */
export async function planTeardown(session: WorkshopSession, keep: Keep): Promise<readonly PartResult[]> {
  return (await fates(session, keep)).map(({ result }) => result);
}

/** Removes what is the lab's, the last part first, and then looks at every part once more. */
export function teardown(session: WorkshopSession, keep: Keep): Promise<WorkshopOutcome> {
  return working(session, async (tell) => {
    const { record } = session;
    const planned = await fates(session, keep);
    for (const { part, found, result } of planned) {
      requireSetupNotInterrupted(session);
      if (result.status !== 'removable' || !found) continue;
      await persist(session, part, async () => part.remove?.(found));
      await waitForEnd(session, part, found);
      await record.removed(part.id, found.id);
      await forgetWithin(session, part);
      // The checkpoints name resources that no longer exist.
      await record.forgetCheckpoints();
      session.host.notify({ type: 'part-settled', part: { ...result, status: 'removed' } });
    }
    await prove(session, planned, tell);
  });
}

async function fates({ workshop, record }: WorkshopSession, keep: Keep): Promise<readonly Fate[]> {
  // A part that is created only inside another one is removed with it.
  const backwards = workshop.parts.filter(({ remove }) => remove !== undefined).reverse();
  const found = await Promise.all(backwards.map(find));
  const all = backwards.map((part, index): Fate => {
    const stands = found[index];
    return { part, found: stands, result: fateOf(part, stands) };
  });
  for (const { part, result } of all) if (result.status === 'removable') await part.requireRemovable?.();
  return all;

  function fateOf(part: WorkshopPart, stands: FoundPart | undefined): PartResult {
    if (!stands) return resultOf(part, 'absent');
    if (stands.leaving) return resultOf(part, 'leaving', stands, stands.leaving);
    if (!isOurPart(part, stands, record)) {
      return resultOf(part, 'left', stands, stands.tagged && !stands.byRecord ? NOT_MADE_HERE : NOT_OURS);
    }
    const why = keep(part, stands);
    return why === undefined
      ? resultOf(part, 'removable', stands)
      : { ...resultOf(part, 'left', stands), ...why };
  }
}

/** If what would contain it does not exist, neither does it. */
async function find(part: WorkshopPart): Promise<FoundPart | undefined> {
  try {
    return await part.find();
  } catch (error) {
    if (error instanceof LabError && error.code === 'ERR_NOT_FOUND') return undefined;
    throw error;
  }
}

/** A resource of the user may take the place of the lab's, and appear once the lab's is gone. */
const isAnother = (now: FoundPart, { id }: { readonly id?: string | undefined }): boolean =>
  id !== undefined && now.id !== id && !now.tagged;

async function waitForEnd(session: WorkshopSession, part: WorkshopPart, removed: FoundPart): Promise<void> {
  const limit = session.patience.check;
  const last = () => 'it still exists';
  const gone = await pollUntil({ ...waiting(session, `the end of ${part.title}`, limit), last }, async () => {
    const found = await find(part);
    return !found || found.leaving || isAnother(found, removed) ? true : undefined;
  });
  if (gone) return;
  requireSetupNotInterrupted(session);
  throw new LabError('ERR_NOT_SETTLED', `After ${limit / 1000} s there still is ${part.title}.`, {
    next: [{ run: session.command.split(' '), why: 'continues from here' }],
  });
}

/** Looks at every part again: what was to be removed must be gone. */
async function prove(
  { workshop }: WorkshopSession,
  planned: readonly Fate[],
  tell: (part: PartResult) => void,
): Promise<void> {
  for (const { part, result } of planned) {
    const found = await find(part);
    if (result.status === 'left') tell(result);
    else if (!found) tell(resultOf(part, 'absent'));
    else if (found.leaving) tell(resultOf(part, 'leaving', found, found.leaving));
    else if (isAnother(found, { id: result.is })) tell(resultOf(part, 'left', found, NOT_OURS));
    else {
      throw new LabError('ERR_NOT_SETTLED', `There is ${part.title} again after it was removed.`, {
        hint: `another setup of ${workshop.place.accountId} may be at work`,
        next: [{ run: ['teardown'], why: 'removes it again' }],
      });
    }
  }
}
