import type { Command } from '../command.ts';
import { lookAtAccount } from '../on-account.ts';

export const matrix: Command = {
  name: 'matrix',
  does: 'who may do what with the key now, and why',
  examples: [{ type: 'kms-lab matrix', does: 'principals by actions, predicted and observed' }],
  act: (invocation) => lookAtAccount(invocation, (session, { matrix }) => matrix(session)),
};
