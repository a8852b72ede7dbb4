import type { CliCommand } from '../../command.ts';
import { AS } from './as-option.ts';

export const sandboxShellCommand: CliCommand = {
  name: 'sandbox shell',
  does: 'open a shell in the sandbox: every AWS client in it uses the sandbox, and no other account',
  uses: ['stateDir', 'chaos'],
  options: [AS],
  examples: [
    { type: 'kms-lab sandbox shell', does: 'your $SHELL, as the operator' },
    { type: 'kms-lab sandbox shell --as root', does: 'as the account root' },
  ],
  async act(invocation) {
    const { runInSandbox } = await import('./run-in-sandbox.ts');
    const { env, stderr } = invocation.streams;
    const its = env.SHELL || (process.platform === 'win32' ? env.COMSPEC : undefined) || '/bin/sh';
    return runInSandbox(invocation, [its], ({ as, accountId, until }) => {
      const ends = until ? `, until ${until.toTimeString().slice(0, 5)}` : '';
      stderr.write(`The sandbox, as ${as} of account ${accountId}${ends}. To leave it: exit\n`);
    });
  },
};
