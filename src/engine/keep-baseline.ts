import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Summary } from '../contract/event.ts';
import { keep, newBaseline } from './checkpoints.ts';
import { command } from './command.ts';
import { type AccountSurvey, readAccount, standingOf } from './read-account.ts';
import type { Recorder } from './recorder.ts';
import type { CommandSession } from './session.ts';
import { asLeft, lackingIn, requireWhole } from './whole.ts';
import { tellUnwritable } from './writable.ts';

/** The baseline of a command that is about to change the account. */
export interface KeptBaseline {
  readonly baseline: Checkpoint;
  /** Keeps the baseline if it is not kept yet. Awaited before every write, and before the checkpoint of a place. */
  readonly keepBaseline: () => Promise<void>;
}

/**
 * The baseline that was kept, or the account as it is now. A new baseline is kept only before the first write or the
 * first checkpoint: an attempt that failed earlier must not be remembered as the start.
 */
export const readBaseline = (
  session: CommandSession,
  recorder: Recorder,
  found: AccountSurvey,
): Promise<KeptBaseline> => anchored(session, recorder, withoutStale(found));

async function anchored(
  session: CommandSession,
  recorder: Recorder,
  found: AccountSurvey,
): Promise<KeptBaseline> {
  const { places, located } = found;
  const baseline = await findBaseline(session, found);
  const known = baseline === found.baseline ? baseline : undefined;
  await tellUnwritable(session.lab, recorder, baseline);
  if (located) await session.store.savePosition(places[located.index]!.id);
  const keepBaseline = known ? finalizing(session, known) : once(() => keep(session, recorder, baseline));
  return { baseline, keepBaseline };
}

/** The baseline that was kept, or one of the account as it is now. Keeps nothing. */
export const findBaseline = async (session: CommandSession, found: AccountSurvey): Promise<Checkpoint> =>
  found.baseline ?? newBaseline(session, found.places[0]!.documents);

/** Once kms-lab writes, a baseline is no longer provisional. */
export const finalizing = (
  { store }: CommandSession,
  baseline: Checkpoint | undefined,
): (() => Promise<void>) =>
  once(async () => {
    if (!baseline?.provisional) return;
    const { provisional: _, ...final } = baseline;
    await store.saveCheckpoint(final);
  });

function once(work: () => Promise<void>): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    done = true;
    await work();
  };
}

/**
 * The same for a person who is about to change the account by hand: the baseline is kept at once, and is provisional
 * until kms-lab itself writes. An existing baseline stays: what differs from it was done by hand.
 */
export async function anchorByHand(
  session: CommandSession,
  recorder: Recorder,
  found: AccountSurvey,
): Promise<Checkpoint> {
  const { baseline } = await anchored(session, recorder, found);
  if (baseline === found.baseline) return baseline;
  const provisional = { ...baseline, provisional: true } as const;
  await keep(session, recorder, provisional);
  return provisional;
}

/**
 * Nothing was written since it was kept, and no document differs, so the rest of the account as it is now belongs to
 * the start.
 */
export const isStale = ({ baseline, located, elsewhere }: AccountSurvey): boolean =>
  baseline?.provisional === true && located?.index === 0 && !located.halfDone && !elsewhere;

const withoutStale = (found: AccountSurvey): AccountSurvey =>
  isStale(found) ? { ...found, baseline: undefined } : found;

/** For a command that continues in its own variant, although the other variant brought the account here. */
export function noteSwitch({ lab }: CommandSession, recorder: Recorder, { elsewhere }: AccountSurvey): void {
  if (!elsewhere) return;
  const text = `The account was brought here with the other variant of the page; from here on it is ${lab.variant}.`;
  recorder.tell({ type: 'note', text });
}

/**
 * For a person who is about to change the account by hand: the account before, its place, and what is missing since
 * the baseline. A baseline is taken only if everything can be read.
 */
export function keepBaseline(session: CommandSession): Promise<Summary> {
  return command(session, { writes: true }, async (recorder) => {
    const found = await readAccount(session);
    if (!found.baseline) requireWhole(session.lab, found);
    const missing = lackingIn(session.lab, found).map(asLeft);
    if (missing.length === 0) await anchorByHand(session, recorder, withoutStale(found));
    const standing = standingOf(session, found);
    recorder.tell({ type: 'standing', ...standing, ...(missing.length > 0 ? { missing } : {}) });
    return 0;
  });
}
