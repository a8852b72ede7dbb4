import { KEPT_RUNS } from '../../engine/kept-runs.ts';
import type { CliCommand } from '../command.ts';
import { SANDBOX_STATE } from '../used-options.ts';
import { answerOffline } from '../with-account.ts';

export const statePruneCommand: CliCommand = {
  name: 'state prune',
  does: `remove the journals of old runs; each command that writes keeps the last ${KEPT_RUNS} of its account`,
  uses: SANDBOX_STATE,
  options: [
    {
      key: 'keep',
      flags: '--keep <number>',
      does: 'how many runs of each account keep their journals',
      fallback: String(KEPT_RUNS),
      form: { pattern: /^\d{1,6}$/, is: 'a number of runs' },
    },
  ],
  examples: [{ type: 'kms-lab state prune --keep 10', does: 'keeps the last ten runs of each account' }],
  async act(invocation) {
    const { pruneState } = await import('../../engine/prune.ts');
    const { options, given } = invocation;
    const removed = await pruneState(options.stateDir, Number(given.keep ?? KEPT_RUNS));
    return answerOffline(invocation, {
      records: removed.map((path) => ({ type: 'journal-removed', path })),
      text: () => `Removed the journals of ${removed.length} runs.`,
    });
  },
};
