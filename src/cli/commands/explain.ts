import type { CliCommand } from '../command.ts';
import { NAMES, OUTPUT } from '../used-options.ts';
import { answerOffline } from '../with-account.ts';

export const explainCommand: CliCommand = {
  name: 'explain',
  does: 'a step’s guide: why, what to do, and how; needs no account',
  uses: [
    ...(['target', 'profile', 'region', 'endpointUrl', 'account', 'webAppUrl', 'variant'] as const),
    ...NAMES.filter((key) => key !== 'bucket'),
    ...OUTPUT,
  ],
  takes: [{ name: 'step', does: 'the step; by default, all of them', optional: true, namesStep: true }],
  examples: [{ type: 'kms-lab explain key-policy-mfa', does: 'one step' }],
  async act(invocation) {
    const [{ pipeline }, { requireKnown }, { cliOf, guideText }, { hereNamed }] = await Promise.all([
      import('../../../steps/index.ts'),
      import('../../engine/index.ts'),
      import('../../report/guide.ts'),
      import('../../report/guide-here.ts'),
    ]);
    const { given, options } = invocation;
    const all = pipeline.stages.map(({ step }) => step);
    const ids = all.map(({ id }) => id);
    const steps =
      given.step === undefined ? all : all.slice(requireKnown('step', given.step, ids)).slice(0, 1);
    const { target, variant, names, account, webAppUrl } = options;
    const here = hereNamed({ ...names, target, accountId: account, webAppUrl }, variant);
    return answerOffline(invocation, {
      records: steps.map((step) => {
        const { id, title, section, guide, findings } = step;
        const { why } = guide;
        const console = target === 'aws' ? { console: guide.console(here) } : {};
        const values = guide.values?.(here) ?? [];
        const told = { why, task: guide.task(here), values, ...console, cli: cliOf(step, here) };
        return { type: 'guide', id, title, section, guide: told, findings: findings?.(variant) ?? [] };
      }),
      text: (style) => steps.map((step) => guideText(step, { target, here }, style)).join('\n\n\n'),
    });
  },
};
