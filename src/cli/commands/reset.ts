import { restoreAccount } from '../along-way.ts';
import type { Command } from '../command.ts';

export const reset: Command = {
  name: 'reset',
  does: 'bring the account home: back to the baseline, and proven',
  examples: [{ type: 'kms-lab reset', does: 'also where the state directory was lost' }],
  act: (invocation) => restoreAccount(invocation, undefined, (session, { reset }) => reset(session)),
};
