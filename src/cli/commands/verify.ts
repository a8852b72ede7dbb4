import type { Command } from '../command.ts';
import { lookAtAccount } from '../on-account.ts';

export const verify: Command = {
  name: 'verify',
  does: 'ask the checks of where the account stands',
  examples: [{ type: 'kms-lab verify --json', does: 'for a script' }],
  act: (invocation) => lookAtAccount(invocation, (session, { verify }) => verify(session)),
};
