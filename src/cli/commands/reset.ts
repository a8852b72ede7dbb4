import type { Command } from '../command.ts';
import { changeAccount, type Preview } from '../on-account.ts';

export const reset: Command = {
  name: 'reset',
  does: 'bring the account home: back to the baseline, and proven',
  examples: [{ type: 'kms-lab reset', does: 'also where the state directory was lost' }],
  act: (invocation) => changeAccount(invocation, preview, (session, { reset }) => reset(session)),
};

const preview: Preview = async (session, style) =>
  (await import('../preview.ts')).previewReset(session, style);
