import { LabError } from '../contract/errors.ts';
import type { Lab } from '../contract/lab.ts';
import type { Change, Documents, Resource, ResourceId, Snapshot } from '../contract/resource.ts';
import { type Direction, inOrder } from './order.ts';
import { attentive, pollUntil } from './poll.ts';
import type { Recorder } from './recorder.ts';
import type { CommandSession } from './session.ts';

/** Throws before anything is sent if a change is not the lab's to make, or if a resource must not be changed this way. */
export async function guard(session: CommandSession, changes: readonly Change[]): Promise<void> {
  const planned = documentsAfter(changes);
  for (const change of changes) requireOurs(session.lab, change);
  for (const change of changes) await guardOne(session, change, planned);
}

/** The same for one change of many: `planned` are the documents that all of them lead to. */
export async function guardOne(
  { lab, command }: CommandSession,
  change: Change,
  planned: Snapshot,
): Promise<void> {
  requireOurs(lab, change);
  requireRemovable(lab, change);
  await lab.resources[change.resource].guard?.(planned, { command, variant: lab.variant });
}

export const documentsAfter = (changes: readonly Change[]): Snapshot =>
  Object.fromEntries(changes.map(({ resource, after }) => [resource, after]));

/** What to know before the change is made. A removal shuts out no one. */
export const warningOf = (
  { lab }: Pick<CommandSession, 'lab'>,
  { resource, after }: Change,
): ReturnType<NonNullable<Resource['warns']>> =>
  after && (lab.resources[resource] as Resource).warns?.(after);

/** The resources are the allow-list. */
function requireOurs({ resources }: Lab, { resource, arn }: Change): void {
  if (arn === resources[resource].arn) return;
  throw new LabError('ERR_NOT_OURS', `${arn} does not belong to the lab, so kms-lab does not change it.`, {
    next: [{ why: 'shows what belongs to the lab in this account', run: ['status'] }],
  });
}

function requireRemovable({ resources }: Lab, { resource, title, after }: Change): void {
  if (after !== undefined || resources[resource].removable) return;
  throw new LabError('ERR_NOT_OURS', `The ${title} existed before the lab, so kms-lab does not remove it.`, {
    next: [{ why: 'shows what differs', run: ['status'] }],
  });
}

/** Throws if a change has to be made by hand and no user is there to make it. */
export function requirePerson({ host, lab }: CommandSession, changes: readonly Change[]): void {
  if (host.attended) return;
  for (const { resource, after } of changes) {
    const hand = (lab.resources[resource] as Resource).byHand?.(after);
    if (hand) throw hand.because;
  }
}

interface Writing {
  /** The step it is for. */
  readonly step?: string;
  /** Awaited before each write, so that the state before the first write is kept. */
  readonly keepBaseline?: () => Promise<void>;
}

/**
 * Brings the account to the documents: the guard, then for each change its intent, the write, and the outcome once it
 * can be read. Returns the documents as they were read back; a removed one is `undefined`.
 */
export async function apply(
  session: CommandSession,
  recorder: Recorder,
  changes: readonly Change[],
  { direction, ...writing }: Writing & { readonly direction: Direction },
): Promise<Snapshot> {
  const readBack: Partial<Record<ResourceId, Documents[ResourceId] | undefined>> = {};
  for (const change of changes) recorder.tell({ type: 'change-planned', ...stepOf(writing), change });
  await guard(session, changes);
  requirePerson(session, changes);
  for (const change of inOrder(session.lab, changes, direction)) {
    readBack[change.resource] = await applyOne(session, recorder, change, writing);
  }
  return readBack as Snapshot;
}

/** One guarded change. Returns the document as it was read back. */
export async function applyOne(
  session: CommandSession,
  recorder: Recorder,
  change: Change,
  writing: Writing,
): Promise<Documents[ResourceId] | undefined> {
  requireNotInterrupted(session);
  await session.store.requireHeld();
  await writing.keepBaseline?.();
  const of = stepOf(writing);
  const warning = warningOf(session, change);
  if (warning) recorder.tell({ type: 'note', text: warning.says, next: warning.next });
  recorder.tell({ type: 'change-begun', ...of, change });
  // Before the write is sent, another machine that would continue this command can know of it.
  await session.store.persist();
  const readBack = await write(session, recorder, change, of);
  recorder.tell({ type: 'change-applied', ...of, change });
  return readBack;
}

const stepOf = ({ step }: Writing): Pick<Writing, 'step'> => (step ? { step } : {});

/** Milliseconds: ample time for a person to sign in to an instance and type a command. */
const BY_HAND = 15 * 60_000;

async function write(
  session: CommandSession,
  recorder: Recorder,
  change: Change,
  of: Pick<Writing, 'step'>,
): Promise<Documents[ResourceId] | undefined> {
  const resource = session.lab.resources[change.resource] as Resource;
  const hand = resource.byHand?.(change.after);
  await resource.write(change.after);
  if (hand) recorder.tell({ type: 'note', text: hand.instruction });
  const limit = hand ? BY_HAND : session.patience.write;
  const what = hand ? `you. ${hand.instruction}` : `${change.title} to be readable`;
  let answer: Documents[ResourceId] | undefined;
  const last = () => (hand ? undefined : answerText(resource, answer, change));
  const waiting = { session: hand ? attentive(session) : session, recorder, limit, what, last, ...of };
  const arrived = await pollUntil({ ...waiting, newRound: session.lab.newRound }, async () => {
    answer = await resource.read();
    return resource.same(answer, change.after) ? { document: answer } : undefined;
  });
  if (arrived || session.signal?.aborted) return arrived?.document;
  throw new LabError(
    'ERR_NOT_SETTLED',
    hand
      ? `${change.title} has not changed after ${limit / 60_000} minutes.`
      : `${change.title} was written, but after ${limit / 1000} s AWS still returns something else.`,
    {
      next: [
        { why: 'shows what AWS returns now', run: ['status'] },
        { why: 'tries again', run: [session.command] },
      ],
    },
  );
}

function answerText(
  resource: Resource,
  answer: Documents[ResourceId] | undefined,
  { before }: Change,
): string {
  if (answer === undefined) return 'AWS says that it does not exist';
  return resource.same(answer, before) ? 'AWS returns what was there before' : 'AWS returns something else';
}

export function requireNotInterrupted({ signal }: CommandSession): void {
  if (!signal?.aborted) return;
  throw new LabError('ERR_INTERRUPTED', 'Stopped. No write was in progress.', {
    next: [
      { why: 'continues from here', run: ['resume'] },
      { why: 'restores the account to its baseline', run: ['reset'] },
    ],
  });
}
