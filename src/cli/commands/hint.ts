import { LabError } from '../../contract/errors.ts';
import type { HintOptions } from '../../engine/index.ts';
import type { CliCommand, Invocation } from '../command.ts';
import { lookAtAccount } from '../with-account.ts';
import { STEP_TAKEN } from './check.ts';

const GRADES = { 1: 1, 2: 2, 3: 3 } as const;

export const hintCommand: CliCommand = {
  name: 'hint',
  does: 'say where to look for what is wrong; asked again, say more; changes nothing',
  takes: [STEP_TAKEN],
  options: [
    {
      key: 'grade',
      flags: '--grade <number>',
      does: '1: where to look; 2: what is different; 3: what to do, and the document',
      choices: Object.keys(GRADES),
    },
    { key: 'all', flags: '--all', does: 'all of it at once, as --grade 3' },
  ],
  examples: [
    { type: 'kms-lab hint', does: 'where to look; a second time, what is different' },
    { type: 'kms-lab hint strip-decrypt --all', does: 'the answer' },
  ],
  async act(invocation) {
    const grade = gradeOf(invocation);
    const { hintFor } = await import('../../hints/index.ts');
    const { step } = invocation.given;
    return lookAtAccount(invocation, async (session, { hint }) => {
      const { summary } = await hint(session, { step, hintFor, grade });
      return summary;
    });
  },
};

/** Throws `ERR_USAGE` if both are given. */
function gradeOf({ given: { grade, all } }: Invocation): HintOptions['grade'] {
  if (grade !== undefined && all !== undefined) {
    throw new LabError('ERR_USAGE', '--all is --grade 3; only one of them can be given.', {
      next: [{ run: ['hint', '--all'], why: 'shows all of the hint' }],
    });
  }
  return all === undefined ? GRADES[grade as unknown as keyof typeof GRADES] : 3;
}
