import type { Command } from '../command.ts';
import { changeAccount, type Preview } from '../on-account.ts';

export const rollback: Command = {
  name: 'rollback',
  does: 'bring the account back to a checkpoint',
  options: [{ key: 'to', flags: '--to <checkpoint>', does: 'the checkpoint to go back to', required: true }],
  examples: [
    { type: 'kms-lab rollback --to after-strip-decrypt', does: 'as it was after a step' },
    { type: 'kms-lab rollback --to baseline', does: 'as it was before the first one' },
  ],
  act: (invocation) => {
    const to = invocation.given.to ?? '';
    const preview: Preview = async (session, style) =>
      (await import('../preview.ts')).previewRollback(session, style, to);
    return changeAccount(invocation, preview, (session, { rollback }) => rollback(session, { to }));
  },
};
