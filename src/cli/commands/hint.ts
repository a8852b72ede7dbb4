import type { CliCommand } from '../command.ts';
import { OBSERVES } from '../used-options.ts';
import { lookAtAccount } from '../with-account.ts';
import { STEP_TAKEN } from './check.ts';

const GRADES = { 1: 1, 2: 2, 3: 3 } as const;

export const hintCommand: CliCommand = {
  name: 'hint',
  does: 'say where to look for what is wrong; asked again, say more; changes nothing',
  uses: OBSERVES,
  takes: [STEP_TAKEN],
  options: [
    {
      key: 'grade',
      flags: '--grade <number>',
      does: '1: where to look; 2: what is different; 3: what to do, and the document',
      choices: Object.keys(GRADES),
    },
    { key: 'all', flags: '--all', does: 'all of it at once, as --grade 3', conflicts: ['grade'] },
  ],
  examples: [
    { type: 'kms-lab hint', does: 'where to look; a second time, what is different' },
    { type: 'kms-lab hint strip-decrypt --all', does: 'the answer' },
  ],
  async act(invocation) {
    const { step, all, grade: typed } = invocation.given;
    const grade = all === undefined ? GRADES[typed as unknown as keyof typeof GRADES] : 3;
    const { hintFor } = await import('../../hints/index.ts');
    return lookAtAccount(invocation, async (session, { hint }) => {
      const { summary } = await hint(session, { step, hintFor, grade });
      return summary;
    });
  },
};
