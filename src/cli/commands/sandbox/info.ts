import type { CliCommand } from '../../command.ts';
import { SANDBOX_STATE } from '../../used-options.ts';
import { answerOffline } from '../../with-account.ts';

export const sandboxInfoCommand: CliCommand = {
  name: 'sandbox info',
  does: 'the embedded account: who is in it, and where it differs from AWS',
  uses: SANDBOX_STATE,
  examples: [{ type: 'kms-lab sandbox info', does: 'users, state file, gaps' }],
  async act(invocation) {
    const [{ startSandbox }, { sandboxText }] = await Promise.all([
      import('../../start-sandbox.ts'),
      import('../../../report/sandbox.ts'),
    ]);
    const sandbox = await startSandbox(invocation.options, invocation.command);
    const { region, accounts, users, stateFolder, gaps } = await sandbox.info();
    await sandbox.close();
    const about = {
      region,
      accounts,
      users,
      stateFolder,
      gaps,
      ...(sandbox.isRemote ? { endpoint: sandbox.endpoint } : {}),
    };
    return answerOffline(invocation, {
      records: [{ type: 'sandbox', ...about }],
      text: (style) => sandboxText(about, style),
    });
  },
};
