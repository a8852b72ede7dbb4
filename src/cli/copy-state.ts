import { resolve } from 'node:path';
import type { ExitCode } from '../contract/errors.ts';
import { type CopiedAccount, copyState, type StateSide } from '../engine/shared-state/kept-account.ts';
import type { Invocation } from './command.ts';
import { answerOffline } from './with-account.ts';

/** `state copy`: between any two of folders and states in S3. */
export async function copyBetween(invocation: Invocation): Promise<ExitCode> {
  const { given } = invocation;
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
