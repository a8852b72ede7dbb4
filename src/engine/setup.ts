import { LabError } from '../contract/errors.ts';
import type { FoundPart, PartResult, Workshop, WorkshopPart } from '../contract/workshop.ts';
import { TAKEN_OVER } from './command.ts';
import type { Lock } from './holder.ts';
import { pollUntil } from './poll.ts';
import { asLabError } from './recorder.ts';
import type { CommandSession } from './session.ts';
import type { WorkshopRecord } from './workshop-record.ts';

/** One setup or teardown of one account. */
export interface WorkshopSession
  extends Pick<CommandSession, 'command' | 'clock' | 'patience' | 'host' | 'signal'> {
  readonly workshop: Workshop;
  readonly record: WorkshopRecord;
  /** Takes the account for this process. */
  lock(): Promise<Pick<Lock, 'release' | 'tookOver'>>;
}

export interface WorkshopOutcome {
  readonly parts: readonly PartResult[];
  readonly error?: LabError;
}

/** A part as it was found, and whether the lab may remove it. */
interface Standing {
  readonly found: FoundPart | undefined;
  readonly isOurs: boolean;
}

/**
 * It carries the lab's tag, and the lab recorded creating it; if nothing is recorded at all, the tag alone counts. A
 * part that another user created again has another id, or no tag.
 */
export function isOurPart(
  { id, leftover }: WorkshopPart,
  found: FoundPart | undefined,
  record: WorkshopRecord,
): boolean {
  if (!found) return false;
  if (record.isBlank || leftover) return found.tagged;
  return record.idOf(id) === found.id && (found.tagged || found.byRecord === true);
}

/** What a setup would create. Reads only. */
export async function planSetup({ workshop }: WorkshopSession): Promise<readonly PartResult[]> {
  const found = await survey(workshop);
  return [...found].map(([part, stands]) => {
    if (stands?.unseen !== undefined) return resultOf(part, 'unseen', stands, stands.unseen);
    return resultOf(part, stands ? 'present' : 'missing', stands);
  });
}

/** Finds each part. Throws, before anything is written, for anything that prevents setup. */
async function survey({ parts }: Workshop): Promise<ReadonlyMap<WorkshopPart, FoundPart | undefined>> {
  const wanted = parts.filter(({ leftover }) => !leftover);
  const found = await Promise.all(wanted.map((part) => part.find()));
  return new Map(wanted.map((part, index) => [part, useful(found[index])]));
}

/**
 * Creates what is missing, one part after the other, and waits until each can be seen. Resolves to the result for
 * each part.
 */
export function setup(session: WorkshopSession): Promise<WorkshopOutcome> {
  return working(session, async (tell) => {
    const standing = new Map<string, Standing>();
    for (const [part, stands] of await survey(session.workshop)) {
      requireSetupNotInterrupted(session);
      const { result, found } = await settle(session, part, stands ?? useful(await part.find()), standing);
      standing.set(part.id, { found, isOurs: isOurPart(part, found, session.record) });
      tell(result);
    }
  });
}

/** Holds the account while the work is done. An error is reported with the results so far. */
export async function working(
  session: WorkshopSession,
  work: (tell: (part: PartResult) => void) => Promise<void>,
): Promise<WorkshopOutcome> {
  const parts: PartResult[] = [];
  const tell = (part: PartResult): void => {
    parts.push(part);
    session.host.notify({ type: 'part-settled', part });
  };
  try {
    const { release, tookOver } = await session.lock();
    if (tookOver) session.host.notify({ type: 'note', text: `${TAKEN_OVER} ${tookOver}.` });
    await work(tell).finally(release);
    return { parts };
  } catch (error) {
    return { parts, error: asLabError(error) };
  }
}

interface Settled {
  readonly result: PartResult;
  readonly found?: FoundPart;
}

async function settle(
  session: WorkshopSession,
  part: WorkshopPart,
  stands: FoundPart | undefined,
  standing: ReadonlyMap<string, Standing>,
): Promise<Settled> {
  const { record } = session;
  if (stands?.unseen !== undefined) {
    return { result: resultOf(part, 'unseen', stands, stands.unseen), found: stands };
  }
  if (stands) return adopt(session, part, stands);
  const around = part.within === undefined ? undefined : standing.get(part.within);
  if (around && !around.isOurs && !around.found?.lent) {
    return { result: resultOf(part, 'left', undefined, 'the lab does not change what it did not create') };
  }
  const { make } = part;
  if (!make) {
    const found = await waitFor(session, part, session.patience.check);
    return { result: resultOf(part, 'present', found), found };
  }
  // A process that died may have created it without recording that, and it may not be visible yet.
  const late = record.begun(part.id) && (await look(session, part, session.patience.write));
  if (late) return adopt(session, part, late);
  await forgetWithin(session, part);
  const token = await record.begin(part.id);
  try {
    await record.made(part.id, await persist(session, part, () => make({ token })));
  } catch (error) {
    if (isRefusal(error)) await record.failed(part.id, token);
    throw error;
  }
  const found = await waitFor(session, part, session.patience.check);
  return { result: resultOf(part, 'made', found), found };
}

/** What was created inside a part that is gone is gone with it. */
export async function forgetWithin(
  { workshop, record }: WorkshopSession,
  { id: around }: WorkshopPart,
): Promise<void> {
  for (const { id, within } of workshop.parts) {
    const made = within === around ? record.idOf(id) : undefined;
    if (made !== undefined) await record.removed(id, made);
  }
}

/** AWS refused it. After any other error, the outcome is unknown. */
const isRefusal = (error: unknown): boolean =>
  error instanceof LabError && !['ERR_AWS', 'ERR_STATE_UNWRITABLE'].includes(error.code);

/**
 * What already exists: another user's, the lab's from an earlier time, or of a process that died just after creating
 * it.
 */
async function adopt(session: WorkshopSession, part: WorkshopPart, stands: FoundPart): Promise<Settled> {
  const { record } = session;
  const begun = record.begun(part.id) !== undefined && (stands.tagged || stands.byRecord === true);
  if (begun) await record.made(part.id, stands.id);
  const found = stands.settling ? await waitFor(session, part, session.patience.check) : stands;
  return { result: resultOf(part, begun ? 'made' : 'present', found), found };
}

/**
 * Repeats a write while it fails because a recent change has not reached all of AWS yet; otherwise makes it once. A
 * write is not a look, so no second answer has to agree.
 */
export async function persist<T>(
  session: WorkshopSession,
  part: WorkshopPart,
  write: () => Promise<T>,
): Promise<T> {
  let early: unknown;
  const limit = session.patience.check;
  const last = () => (early instanceof Error ? early.message : undefined);
  const once = { ...session, patience: { ...session.patience, agreeing: 1 } };
  const done = await pollUntil({ ...waiting(once, `what ${part.title} needs`, limit), last }, async () => {
    try {
      return { answer: await write() };
    } catch (error) {
      if (!part.isEarly?.(error)) throw error;
      early = error;
      return undefined;
    }
  });
  if (done) return done.answer;
  throw early;
}

/** Throws `ERR_NOT_SETTLED` if it does not appear. */
async function waitFor(session: WorkshopSession, part: WorkshopPart, limit: number): Promise<FoundPart> {
  const found = await look(session, part, limit);
  if (found) return found;
  requireSetupNotInterrupted(session);
  throw new LabError('ERR_NOT_SETTLED', `After ${limit / 1000} s there is still not ${part.title}.`, {
    hint: `kms-lab ${session.command} again continues from here`,
  });
}

const look = (
  session: WorkshopSession,
  part: WorkshopPart,
  limit: number,
): Promise<FoundPart | undefined> => {
  let answer = '';
  return pollUntil({ ...waiting(session, part.title, limit), last: () => answer }, async () => {
    const found = useful(await part.find());
    answer = found ? 'it exists, and is not ready' : 'it does not exist';
    return found?.settling ? undefined : found;
  });
};

export const waiting = (session: WorkshopSession, what: string, limit: number) => ({
  session,
  newRound: session.workshop.newRound,
  recorder: { tell: session.host.notify.bind(session.host) },
  limit,
  what,
});

/** Throws for something that prevents setup. */
function useful(found: FoundPart | undefined): FoundPart | undefined {
  if (found?.unfit) throw found.unfit;
  return found?.leaving ? undefined : found;
}

export const resultOf = (
  { id, title, calls }: WorkshopPart,
  status: PartResult['status'],
  found?: FoundPart,
  note?: string,
): PartResult => ({
  id,
  title,
  status,
  ...(found ? { is: found.id } : {}),
  ...(status === 'missing' || status === 'made' ? { calls } : {}),
  ...(note === undefined ? {} : { note }),
});

export function requireSetupNotInterrupted({ signal, command }: WorkshopSession): void {
  if (!signal?.aborted) return;
  throw new LabError('ERR_INTERRUPTED', 'Stopped. No write was in progress.', {
    hint: `kms-lab ${command} continues from here`,
  });
}
