import type { CliCommand } from '../command.ts';
import { LAB } from '../used-options.ts';
import { lookAtAccount } from '../with-account.ts';

export const statusCommand: CliCommand = {
  name: 'status',
  does: 'where the account stands: step, drift, interrupted work',
  uses: LAB,
  examples: [{ type: 'kms-lab status', does: 'exit code 4 when the account was changed' }],
  act: (invocation) => lookAtAccount(invocation, (session, { status }) => status(session)),
};
