import type { CliCommand } from '../command.ts';
import { restoreAccount } from '../move-account.ts';
import { CHANGES } from '../used-options.ts';

export const rollbackCommand: CliCommand = {
  name: 'rollback',
  does: 'bring the account back to a checkpoint',
  uses: CHANGES,
  options: [
    {
      key: 'to',
      flags: '--to <checkpoint>',
      does: 'the checkpoint to go back to: its name, or the step after which it was kept',
      namesCheckpoint: true,
      required: true,
    },
  ],
  examples: [
    { type: 'kms-lab rollback --to 2', does: 'as it was after the second step' },
    { type: 'kms-lab rollback --to baseline', does: 'as it was before the first one' },
  ],
  act: (invocation) => {
    const to = invocation.given.to ?? '';
    return restoreAccount(invocation, to, (session, { rollback }) => rollback(session, { to }));
  },
};
