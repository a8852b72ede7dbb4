import type { CliCommand } from '../../command.ts';
import { SANDBOX_STATE } from '../../used-options.ts';
import { answerOffline } from '../../with-account.ts';
import { askToReplace } from './ask-to-replace.ts';

export const sandboxResetCommand: CliCommand = {
  name: 'sandbox reset',
  does: 'forget the embedded account and its checkpoints: the next command begins with a fresh one',
  uses: [...SANDBOX_STATE, 'yes'],
  options: [{ key: 'empty', flags: '--empty', does: 'begin with an account in which nothing is set up' }],
  examples: [
    { type: 'kms-lab sandbox reset', does: 'delete everything in the sandbox; a running server continues' },
  ],
  async act(invocation) {
    const [{ accountsIn, forgetSandbox }, { wrap }] = await Promise.all([
      import('../../start-sandbox.ts'),
      import('../../../report/wrap.ts'),
    ]);
    await askToReplace(
      invocation,
      await accountsIn(invocation.options),
      (accounts) => `Deletes ${accounts}, with every checkpoint and journal of the sandbox.`,
    );
    await forgetSandbox(invocation.options, { empty: invocation.given.empty !== undefined });
    return answerOffline(invocation, {
      records: [{ type: 'sandbox-reset' }],
      text: ({ width }) =>
        wrap(
          'The sandbox and its checkpoints are gone; the next command begins with a fresh one.',
          width,
        ).join('\n'),
    });
  },
};
