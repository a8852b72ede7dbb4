import type { Argument, CliCommand } from '../command.ts';
import { lookAtAccount } from '../with-account.ts';

/** The step that a person takes. */
export const STEP_TAKEN: Argument = {
  name: 'step',
  does: 'the step: its name, or its number; the one you are at where none is named',
  optional: true,
  namesStep: true,
};

export const checkCommand: CliCommand = {
  name: 'check',
  does: 'check what you did, condition by condition; pass the step if all is right',
  takes: [STEP_TAKEN],
  examples: [
    { type: 'kms-lab check', does: 'exit code 3 when a check failed, 4 when something is missing' },
    { type: 'kms-lab check 2 --json', does: 'the second step, for a script' },
  ],
  act: (invocation) =>
    lookAtAccount(invocation, (session, { check }) => check(session, { step: invocation.given.step })),
};
