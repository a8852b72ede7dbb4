import type { Command } from '../command.ts';
import { answerOffline } from '../on-account.ts';

export const explain: Command = {
  name: 'explain',
  does: 'a step’s guide: why, the console, the AWS CLI; needs no account',
  takes: [
    { name: 'step', does: 'the step; all of them where none is named', optional: true, namesStep: true },
  ],
  examples: [{ type: 'kms-lab explain key-policy-mfa', does: 'one step' }],
  async act(invocation) {
    const [{ pipeline }, { requireKnown }, { guideText }] = await Promise.all([
      import('../../../steps/index.ts'),
      import('../../engine/index.ts'),
      import('../../report/guide.ts'),
    ]);
    const { given, options } = invocation;
    const all = pipeline.stages.map(({ step }) => step);
    const ids = all.map(({ id }) => id);
    const steps =
      given.step === undefined ? all : all.slice(requireKnown('step', given.step, ids)).slice(0, 1);
    return answerOffline(invocation, {
      records: steps.map((step) => {
        const { id, title, section, guide, findings } = step;
        return { type: 'guide', id, title, section, guide, findings: findings?.(options.variant) ?? [] };
      }),
      text: (style) => steps.map((step) => guideText(step, options.variant, style)).join('\n\n\n'),
    });
  },
};
