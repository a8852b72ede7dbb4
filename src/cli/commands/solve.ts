import type { CliCommand } from '../command.ts';
import { changeAlong } from '../move-account.ts';
import { CHANGES } from '../used-options.ts';

export const solveCommand: CliCommand = {
  name: 'solve',
  does: 'do one step for you, with what comes before it',
  uses: CHANGES,
  takes: [{ name: 'step', does: 'the step: its name, or its number', namesStep: true }],
  examples: [{ type: 'kms-lab solve strip-decrypt', does: 'whatever was done to the account by hand' }],
  act: (invocation) => {
    const { step = '' } = invocation.given;
    return changeAlong(invocation, { solve: step }, (session, { solve }, seen) =>
      solve(session, { step, seen }),
    );
  },
};
