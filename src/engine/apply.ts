import { LabError } from '../contract/errors.ts';
import type { Variant } from '../contract/facts.ts';
import type { Change, Documents, Resource, ResourceId, Snapshot } from '../contract/resource.ts';
import { type Direction, inOrder } from './order.ts';
import type { Session } from './session.ts';
import { attentive, until } from './settle.ts';
import { requireOurs } from './snapshot.ts';
import type { Teller } from './teller.ts';

/**
 * Throws before anything is sent: when a change is not the lab's to make, or when it would leave the operator without
 * the power to write the key policy back.
 */
export async function guard({ lab, command }: Session, changes: readonly Change[]): Promise<void> {
  requireOurs(lab, changes);
  requireRemovable(changes);
  const keyPolicy = changes.find(({ resource }) => resource === 'key-policy');
  if (!keyPolicy) return;
  const planned: Snapshot = Object.fromEntries(changes.map(({ resource, after }) => [resource, after]));
  const decision = await lab.access.operatorKeepsControl(planned);
  if (decision.outcome === 'allowed') return;
  throw new LabError(
    'ERR_LOCK_OUT',
    `With this key policy ${lab.facts.operator.kind === 'root' ? 'the account root' : 'the operator'} could not write the key policy back: ${decision.because}`,
    {
      hint: `it was not sent; ${lockOutHint(command, lab.variant)}`,
    },
  );
}

/** Throws when a change has to be made by hand, and nobody is there to make it. */
export function requireSomebody({ host, lab }: Session, changes: readonly Change[]): void {
  if (host.attended) return;
  for (const { resource, after } of changes) {
    const hand = (lab.resources[resource] as Resource).byHand?.(after);
    if (hand) throw hand.because;
  }
}

/** On the way back it is the policy of a checkpoint that shuts the operator out; else a step's. */
function lockOutHint(command: string, variant: Variant): string {
  if (['reset', 'rollback', 'back'].includes(command))
    return `let somebody do it whom that policy lets write it, as the account root: kms-lab ${command}`;
  if (variant === 'published')
    return 'kms-lab run --variant corrected leaves a way back; the published text can only be saved by the account root';
  return 'kms-lab plan shows the policy';
}

/** What the lab makes it may remove; a key, its policy and its alias were there before it. */
const REMOVABLE: ReadonlySet<ResourceId> = new Set(['user', 'web-app']);

function requireRemovable(changes: readonly Change[]): void {
  const kept = changes.find(({ resource, after }) => after === undefined && !REMOVABLE.has(resource));
  if (!kept) return;
  throw new LabError(
    'ERR_NOT_OURS',
    `${kept.title} would have to be removed, and the lab does not do that.`,
    {
      hint: 'kms-lab status shows what differs; remove it by hand if nobody needs it',
    },
  );
}

/**
 * Brings the account to the documents: guard, then for each change its intent, the write, and the outcome once it can be
 * read. Gives the documents as they were read back; one that was removed is `undefined`.
 */
export async function apply(
  session: Session,
  teller: Teller,
  changes: readonly Change[],
  options: { readonly direction: Direction; readonly step?: string },
): Promise<Snapshot> {
  const readBack: Partial<Record<ResourceId, Documents[ResourceId] | undefined>> = {};
  const of = options.step ? { step: options.step } : {};
  for (const change of changes) teller.tell({ type: 'change-planned', ...of, change });
  await guard(session, changes);
  requireSomebody(session, changes);
  for (const change of inOrder(changes, options.direction)) {
    requireNotInterrupted(session);
    await session.store.requireHeld();
    teller.tell({ type: 'change-begun', ...of, change });
    readBack[change.resource] = await write(session, teller, change, options.step);
    teller.tell({ type: 'change-applied', ...of, change });
  }
  return readBack as Snapshot;
}

/** Milliseconds: what a person takes to sign in to an instance and type a command, and then some. */
const BY_HAND = 15 * 60_000;

async function write(
  session: Session,
  teller: Teller,
  change: Change,
  step: string | undefined,
): Promise<Documents[ResourceId] | undefined> {
  const resource = session.lab.resources[change.resource] as Resource;
  const hand = resource.byHand?.(change.after);
  await resource.write(change.after);
  if (hand) teller.tell({ type: 'note', text: hand.instruction });
  const limit = hand ? BY_HAND : session.patience.write;
  const what = hand ? `you. ${hand.instruction}` : `${change.title} to be readable`;
  const arrived = await until(
    {
      session: hand ? attentive(session) : session,
      newRound: session.lab.newRound,
      teller,
      limit,
      what,
      ...(step ? { step } : {}),
    },
    async () => {
      const document = await resource.read();
      return resource.same(document, change.after) ? { document } : undefined;
    },
  );
  if (arrived || session.signal?.aborted) return arrived?.document;
  throw new LabError(
    'ERR_NOT_SETTLED',
    hand
      ? `${change.title} is still as it was, after ${limit / 60_000} minutes.`
      : `${change.title} was written, but after ${limit / 1000} s the account still shows something else.`,
    { hint: `kms-lab status, then kms-lab ${session.command} again` },
  );
}

export function requireNotInterrupted({ signal }: Session): void {
  if (!signal?.aborted) return;
  throw new LabError('ERR_INTERRUPTED', 'Stopped, with no write under way.', {
    hint: 'kms-lab resume goes on from here; kms-lab reset brings the account home',
  });
}
