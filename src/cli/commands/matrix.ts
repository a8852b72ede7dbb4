import type { CliCommand } from '../command.ts';
import { lookAtAccount } from '../with-account.ts';

export const matrixCommand: CliCommand = {
  name: 'matrix',
  does: 'who may do what with the key now, and why',
  examples: [{ type: 'kms-lab matrix', does: 'principals by actions, predicted and observed' }],
  act: (invocation) => lookAtAccount(invocation, (session, { matrix }) => matrix(session)),
};
