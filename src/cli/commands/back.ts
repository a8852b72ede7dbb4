import { changeAlong } from '../along-way.ts';
import type { Command } from '../command.ts';

export const back: Command = {
  name: 'back',
  does: 'undo what was begun; where nothing was, the last step',
  examples: [{ type: 'kms-lab back', does: 'one step back' }],
  act: (invocation) => changeAlong(invocation, 'back', (session, { back }, seen) => back(session, { seen })),
};
