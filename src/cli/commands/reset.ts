import type { CliCommand } from '../command.ts';
import { restoreAccount } from '../move-account.ts';

export const resetCommand: CliCommand = {
  name: 'reset',
  does: 'bring the account home: back to the baseline, and proven',
  examples: [{ type: 'kms-lab reset', does: 'also where the state directory was lost' }],
  act: (invocation) => restoreAccount(invocation, undefined, (session, { reset }) => reset(session)),
};
