import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ExitCode, LabError } from '../contract/errors.ts';
import { ignoreAbsence } from '../disk/read-json.ts';
import { type CopiedAccount, copyState, type StateSide } from '../engine/shared-state/kept-account.ts';
import type { Invocation } from './command.ts';
import { answerOffline } from './with-account.ts';

/** `state copy`: between any two of folders and states in S3. */
export async function copyBetween(invocation: Invocation): Promise<ExitCode> {
  const { given } = invocation;
  await requireFolder(invocation, given.from ?? '');
  const [from, to] = [await sideOf(invocation, given.from ?? ''), await sideOf(invocation, given.to ?? '')];
  try {
    const copied = await copyState(from.side, to.side);
    return await answerOffline(invocation, {
      records: copied.map((account) => ({ type: 'state-copied', ...account })),
      text: () => copiedText(copied, to.side),
    });
  } finally {
    from.close();
    to.close();
  }
}

/** A misspelled folder would look like one without state. Throws `ERR_USAGE`. */
async function requireFolder({ streams }: Invocation, from: string): Promise<void> {
  if (from.startsWith('s3:')) return;
  const directory = resolve(streams.cwd(), from);
  const found = await stat(directory).catch(ignoreAbsence);
  if (found?.isDirectory()) return;
  throw new LabError('ERR_USAGE', `There is no directory ${directory}.`, {
    hint: 'Name the state directory to copy from, or s3://BUCKET/PREFIX.',
  });
}

async function sideOf(
  { options, streams }: Invocation,
  typed: string,
): Promise<{ readonly side: StateSide; close(): void }> {
  if (!typed.startsWith('s3:')) {
    const [{ folderSide }, { requireOwnState }] = await Promise.all([
      import('../engine/shared-state/folder-side.ts'),
      import('./own-state.ts'),
    ]);
    const directory = resolve(streams.cwd(), typed);
    await requireOwnState(directory);
    return { side: folderSide(directory), close: () => {} };
  }
  const [{ objectsSide }, { openWholeState }] = await Promise.all([
    import('../engine/shared-state/objects-side.ts'),
    import('./whole-state.ts'),
  ]);
  const { below, close } = await openWholeState(options, typed);
  const side = objectsSide(below([]), ({ target, accountId, region }) => below([target, accountId, region]));
  return { side, close };
}

function copiedText(copied: readonly CopiedAccount[], { where }: StateSide): string {
  if (copied.length === 0) return 'There is no state to copy.';
  const lines = copied.map(({ target, accountId, region, checkpoints, journals, isSame }) => {
    const account = `${target} ${accountId} ${region}`;
    return isSame
      ? `${account}: was there already`
      : `${account}: checkpoints ${checkpoints}, journals ${journals}`;
  });
  return [`Copied to ${where}:`, ...lines].join('\n');
}
