import { resolve } from 'node:path';
import type { CliCommand } from '../../command.ts';
import type { SandboxAccounts } from '../../start-sandbox.ts';
import { SANDBOX_STATE } from '../../used-options.ts';
import { answerOffline } from '../../with-account.ts';
import { accountsText, askToReplace } from './ask-to-replace.ts';

const FILE = {
  name: 'file',
  does: 'a file of the sandbox; it contains the sandbox’s secrets, which work nowhere else',
};

export const sandboxSaveCommand: CliCommand = {
  name: 'sandbox save',
  does: 'keep the embedded account as it is now in a file',
  uses: SANDBOX_STATE,
  takes: [FILE],
  examples: [{ type: 'kms-lab sandbox save before-lunch.json', does: 'to load it again, or elsewhere' }],
  async act(invocation) {
    const [{ saveSandbox }, { wrap }] = await Promise.all([
      import('../../start-sandbox.ts'),
      import('../../../report/wrap.ts'),
    ]);
    const path = resolve(invocation.streams.cwd(), invocation.given.file ?? '');
    const saved = { path, ...(await saveSandbox(invocation.options, path)) };
    return answerOffline(invocation, {
      records: [{ type: 'sandbox-saved', ...saved }],
      text: ({ width }) => wrap(`Saved ${accountsText(saved.accounts)} to ${path}.`, width).join('\n'),
    });
  },
};

export const sandboxLoadCommand: CliCommand = {
  name: 'sandbox load',
  does: 'replace the embedded account by one that was saved',
  uses: [...SANDBOX_STATE, 'yes'],
  takes: [FILE],
  examples: [{ type: 'kms-lab sandbox load before-lunch.json', does: 'a running server continues with it' }],
  async act(invocation) {
    const [{ loadSandbox }, { noteText }] = await Promise.all([
      import('../../start-sandbox.ts'),
      import('../../../report/note.ts'),
    ]);
    const path = resolve(invocation.streams.cwd(), invocation.given.file ?? '');
    const agree = (replaced: SandboxAccounts) =>
      askToReplace(invocation, replaced, (accounts) => `Replaces ${accounts} with what is in ${path}.`);
    const loaded = { path, ...(await loadSandbox(invocation.options, path, agree)) };
    const { accounts, replaced } = loaded;
    return answerOffline(invocation, {
      records: [{ type: 'sandbox-loaded', ...loaded }],
      text: (style) =>
        noteText(
          {
            text: `Loaded ${accountsText(accounts)} from ${path}, in place of ${accountsText(replaced)}. The checkpoints stay.`,
            next: [{ run: ['status'], why: 'shows whether they fit' }],
          },
          style,
        ),
    });
  },
};
