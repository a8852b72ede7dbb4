import type { CliCommand } from '../command.ts';
import { OBSERVES } from '../used-options.ts';
import { lookAtAccount } from '../with-account.ts';

export const verifyCommand: CliCommand = {
  name: 'verify',
  does: 'ask the checks of where the account stands',
  uses: OBSERVES,
  examples: [{ type: 'kms-lab verify --json', does: 'for a script' }],
  act: (invocation) => lookAtAccount(invocation, (session, { verify }) => verify(session)),
};
