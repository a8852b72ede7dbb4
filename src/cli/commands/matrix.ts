import type { CliCommand } from '../command.ts';
import { PROBES_ONLY, WITHOUT_VARIANT } from '../used-options.ts';
import { lookAtAccount } from '../with-account.ts';

export const matrixCommand: CliCommand = {
  name: 'matrix',
  does: 'who may do what with the key now, and why',
  uses: [...WITHOUT_VARIANT, ...PROBES_ONLY],
  examples: [{ type: 'kms-lab matrix', does: 'principals by actions, predicted and observed' }],
  act: (invocation) => lookAtAccount(invocation, (session, { matrix }) => matrix(session)),
};
