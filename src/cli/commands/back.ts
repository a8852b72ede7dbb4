import type { CliCommand } from '../command.ts';
import { changeAlong } from '../move-account.ts';
import { CHANGES } from '../used-options.ts';

export const backCommand: CliCommand = {
  name: 'back',
  does: 'undo what was begun; if nothing was, the last step',
  uses: CHANGES,
  examples: [{ type: 'kms-lab back', does: 'one step back' }],
  act: (invocation) => changeAlong(invocation, 'back', (session, { back }, seen) => back(session, { seen })),
};
