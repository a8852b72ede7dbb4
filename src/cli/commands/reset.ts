import type { CliCommand } from '../command.ts';
import { restoreAccount } from '../move-account.ts';

export const resetCommand: CliCommand = {
  name: 'reset',
  does: 'restore the account to its baseline and verify it',
  examples: [{ type: 'kms-lab reset', does: 'also where the state directory was lost' }],
  act: (invocation) => restoreAccount(invocation, undefined, (session, { reset }) => reset(session)),
};
