import type { CliCommand } from '../command.ts';
import { ACCOUNT, GUARDS } from '../used-options.ts';
import { askAccount, askKept, lookAtAccount } from '../with-account.ts';

const report = () => import('../../report/checkpoints.ts');

const list: CliCommand = {
  name: 'checkpoint list',
  does: 'the checkpoints that are kept, oldest first',
  uses: ACCOUNT,
  examples: [{ type: 'kms-lab checkpoint list', does: 'their names, for rollback --to' }],
  act: (invocation) =>
    askKept(invocation, async (kept, { listCheckpoints }) => {
      const { checkpointList } = await report();
      const checkpoints = await listCheckpoints(kept);
      return {
        records: checkpoints.map((checkpoint) => ({ type: 'checkpoint', ...checkpoint })),
        text: (style) => checkpointList(checkpoints, style),
      };
    }),
};

const show: CliCommand = {
  name: 'checkpoint show',
  does: 'the documents that a checkpoint holds',
  uses: ACCOUNT,
  takes: [{ name: 'id', does: 'the checkpoint: its name, or the step after which it was kept' }],
  examples: [{ type: 'kms-lab checkpoint show baseline', does: 'the account before the first step' }],
  act: (invocation) =>
    askKept(invocation, async (kept, { showCheckpoint }) => {
      const { checkpointText } = await report();
      const checkpoint = await showCheckpoint(kept, invocation.given.id ?? '');
      return {
        records: [{ type: 'checkpoint', ...checkpoint }],
        text: (style) => checkpointText(checkpoint, style),
      };
    }),
};

const diff: CliCommand = {
  name: 'checkpoint diff',
  does: 'what differs between two checkpoints, by meaning',
  uses: ACCOUNT,
  takes: [
    { name: 'from', does: 'the one checkpoint', namesCheckpoint: true },
    { name: 'to', does: 'the other', namesCheckpoint: true },
  ],
  examples: [{ type: 'kms-lab checkpoint diff baseline after-key-policy-mfa', does: 'what the page did' }],
  act: (invocation) =>
    askAccount(invocation, async (session, { diffCheckpoints }) => {
      const { checkpointDiff } = await report();
      const { from = '', to = '' } = invocation.given;
      const changes = await diffCheckpoints(session, from, to);
      return {
        records: changes.map((change) => ({ type: 'difference', from, to, change })),
        text: (style) => checkpointDiff(from, to, changes, style),
      };
    }),
};

const save: CliCommand = {
  name: 'checkpoint save',
  does: 'keep the account as it is now under a name',
  uses: [...ACCOUNT, ...GUARDS, 'webAppUrl', 'variant'],
  takes: [{ name: 'name', does: 'letters, digits, dots, dashes, underscores' }],
  examples: [{ type: 'kms-lab checkpoint save before-lunch', does: 'to come back to' }],
  async act(invocation) {
    const { name = '' } = invocation.given;
    const [{ pipeline }, { requireCheckpointName }] = await Promise.all([
      import('../../../steps/index.ts'),
      import('../../engine/index.ts'),
    ]);
    requireCheckpointName(pipeline, name);
    return lookAtAccount(invocation, (session, { saveCheckpoint }) => saveCheckpoint(session, name));
  },
};

const rebase: CliCommand = {
  name: 'checkpoint rebase',
  does: 'accept the rest of the account as it is now as part of the baseline',
  uses: [...ACCOUNT, ...GUARDS],
  examples: [
    { type: 'kms-lab checkpoint rebase', does: 'after another user created a key or a user that is to stay' },
  ],
  act: (invocation) => lookAtAccount(invocation, (session, { rebase }) => rebase(session)),
};

export const checkpoint: readonly CliCommand[] = [list, show, diff, save, rebase];
