import type { CliCommand } from '../command.ts';
import { changeAlong } from '../move-account.ts';
import { CHANGES } from '../used-options.ts';

export const gotoCommand: CliCommand = {
  name: 'goto',
  does: 'bring the account to where a step begins, in one plan',
  uses: CHANGES,
  takes: [{ name: 'step', does: 'the step that comes next then: its name, or its number', namesStep: true }],
  examples: [{ type: 'kms-lab goto key-policy-account-only', does: 'catch up with the room' }],
  act: (invocation) => {
    const { step = '' } = invocation.given;
    return changeAlong(invocation, { goto: step }, (session, { goto }, seen) =>
      goto(session, { step, seen }),
    );
  },
};
