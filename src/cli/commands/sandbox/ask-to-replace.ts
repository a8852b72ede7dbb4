import type { Invocation } from '../../command.ts';
import { isAsked } from '../../consent.ts';
import type { SandboxAccounts } from '../../start-sandbox.ts';

/**
 * If accounts of the sandbox would be lost, asks the user at a terminal; `--yes` answers in advance. `told`: what would
 * happen to them. Throws `ERR_CONSENT` if the answer is no.
 */
export async function askToReplace(
  invocation: Invocation,
  accounts: SandboxAccounts,
  told: (accounts: string) => string,
): Promise<void> {
  if (accounts.length === 0 || !isAsked(invocation)) return;
  const [{ askToUndo }, { wrap }] = await Promise.all([
    import('../../ask-to-undo.ts'),
    import('../../../report/wrap.ts'),
  ]);
  await askToUndo(({ width }) => wrap(told(accountsText(accounts)), width).join('\n'), invocation);
}

/** `account 111122223333`, `30 accounts (111122223333 …)` */
export function accountsText(accounts: SandboxAccounts): string {
  if (accounts === 'damaged') return 'a damaged sandbox';
  const [first, ...more] = accounts;
  if (first === undefined) return 'none';
  return more.length === 0 ? `account ${first}` : `${accounts.length} accounts (${first} …)`;
}
