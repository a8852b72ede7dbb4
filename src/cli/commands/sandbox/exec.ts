import type { CliCommand } from '../../command.ts';
import { AS } from './as-option.ts';

export const sandboxExecCommand: CliCommand = {
  name: 'sandbox exec',
  does: 'run a program in the sandbox: with its credentials and endpoint, and none of your own',
  uses: ['stateDir', 'chaos'],
  takes: [{ name: 'program', does: 'the program and its arguments, after --', rest: true }],
  options: [AS],
  examples: [
    { type: 'kms-lab sandbox exec -- aws kms list-keys', does: 'as the operator' },
    {
      type: 'kms-lab sandbox exec --as instance-role -- python3 app.py',
      does: 'boto3, as the instance role',
    },
  ],
  async act(invocation) {
    const { runInSandbox } = await import('./run-in-sandbox.ts');
    return runInSandbox(invocation, invocation.rest);
  },
};
