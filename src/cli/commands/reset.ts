import type { CliCommand } from '../command.ts';
import { restoreAccount } from '../move-account.ts';
import { CHANGES } from '../used-options.ts';

export const resetCommand: CliCommand = {
  name: 'reset',
  does: 'restore the account to its baseline and verify it',
  uses: CHANGES,
  examples: [{ type: 'kms-lab reset', does: 'even if the state directory was lost' }],
  act: (invocation) => restoreAccount(invocation, undefined, (session, { reset }) => reset(session)),
};
