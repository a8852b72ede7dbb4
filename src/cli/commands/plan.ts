import { resolve } from 'node:path';
import { LabError } from '../../contract/errors.ts';
import type { AgreedPlan } from '../../engine/plan-file.ts';
import type { CliCommand, Invocation } from '../command.ts';
import { LAB } from '../used-options.ts';
import { lookAtAccount } from '../with-account.ts';
import { RANGE_OPTIONS, stepRangeOf } from './step-range.ts';

export const planCommand: CliCommand = {
  name: 'plan',
  does: 'what run would change: policies, access, API calls',
  uses: LAB,
  options: [
    ...RANGE_OPTIONS,
    { key: 'out', flags: '--out <file>', does: 'keep what is shown, for run --plan' },
  ],
  examples: [
    { type: 'kms-lab plan --to key-policy-role-only', does: 'up to a step' },
    { type: 'kms-lab plan --out lab.plan.json', does: 'to review, and then to apply exactly' },
  ],
  async act(invocation) {
    const { out } = invocation.given;
    if (out === '-') {
      throw new LabError('ERR_USAGE', 'A plan is kept in a file, for run --plan to read.', {
        hint: '--json prints the plan as events',
        next: [{ run: ['plan', '--out', 'lab.plan.json'], why: 'keeps it in that file' }],
      });
    }
    const keep = out === undefined ? undefined : keepIn(invocation, out);
    const range = await stepRangeOf(invocation);
    return lookAtAccount(invocation, (session, { plan }) => plan(session, range, keep));
  },
};

const keepIn =
  ({ streams }: Invocation, out: string) =>
  async (plan: AgreedPlan): Promise<string> => {
    const [{ writeOutput }, { planText }] = await Promise.all([
      import('../output-file.ts'),
      import('../../engine/plan-file.ts'),
    ]);
    await writeOutput(resolve(streams.cwd(), out), planText(plan));
    return out;
  };
