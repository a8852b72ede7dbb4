import { resolve } from 'node:path';
import { LabError } from '../../contract/errors.ts';
import type { Agreed } from '../../engine/plan-file.ts';
import type { CliCommand, Invocation } from '../command.ts';
import { askToOverwrite } from '../move-account.ts';
import { CHANGES } from '../used-options.ts';
import { changeAccount, type Preview } from '../with-account.ts';
import { RANGE_OPTIONS, stepRangeOf } from './step-range.ts';

export const runCommand: CliCommand = {
  name: 'run',
  does: 'do the whole lab, or a part of it, and check every step',
  uses: CHANGES,
  options: [
    ...RANGE_OPTIONS,
    {
      key: 'plan',
      flags: '--plan <file>',
      does: 'do what plan --out has shown, or nothing',
      conflicts: ['from', 'to', 'only', 'force'],
    },
    {
      key: 'onFailure',
      flags: '--on-failure <what>',
      does: 'leave a failed step as it is, or roll it back',
      choices: ['stop', 'rollback'],
      fallback: 'stop',
    },
    { key: 'force', flags: '--force', does: 'overwrite what was changed since the lab left the account' },
  ],
  examples: [
    { type: 'kms-lab run', does: 'everything, on the embedded account' },
    { type: 'kms-lab run --to strip-decrypt', does: 'up to a step' },
    { type: 'kms-lab run --plan lab.plan.json', does: 'what was shown, if the account is still as it was' },
    { type: 'kms-lab run --variant published --operator root', does: 'apply the page verbatim' },
    { type: 'kms-lab run --target aws --account 111122223333 --yes', does: 'on a real account' },
  ],
  act: (invocation) =>
    invocation.given.plan === undefined ? runRange(invocation) : runPlan(invocation, invocation.given.plan),
};

const onFailureOf = ({ given }: Invocation) => (given.onFailure === 'rollback' ? 'rollback' : 'stop');

async function runRange(invocation: Invocation) {
  const range = await stepRangeOf(invocation);
  const onFailure = onFailureOf(invocation);
  const force = invocation.given.force !== undefined;
  const preview: Preview = async (session, style) =>
    (await import('../preview.ts')).previewRun(session, style, { ...range, force });
  return changeAccount(invocation, preview, async (session, { run }) => {
    if (force) await askToOverwrite(invocation, session);
    return run(session, { ...range, onFailure, force });
  });
}

/** The plan determines the steps and the text of the page. */
async function runPlan(invocation: Invocation, path: string) {
  const { readPlan } = await import('../../engine/plan-file.ts');
  const plan = await readPlan(resolve(invocation.streams.cwd(), path));
  requireSameVariant(invocation, plan.variant);
  const agreed: Agreed = { path, plan };
  const options = { ...invocation.options, variant: plan.variant };
  const onFailure = onFailureOf(invocation);
  const preview: Preview = async (session, style) =>
    (await import('../preview.ts')).previewAgreed(session, style, agreed);
  return changeAccount(
    { ...invocation, options },
    preview,
    (session, { run }) => run(session, { ...plan.range, onFailure, agreed }),
    { shown: true },
  );
}

/** Throws `ERR_USAGE` if the command line names the other text of the page. */
function requireSameVariant({ typed }: Invocation, variant: string): void {
  if (typed.variant === undefined || typed.variant === variant) return;
  throw new LabError('ERR_USAGE', `The plan is for --variant ${variant}, not for ${typed.variant}.`, {
    hint: 'omit --variant, or make a plan for the other',
  });
}
