import type { Command } from '../command.ts';
import { changeAccount, type Preview } from '../on-account.ts';
import { RANGE_OPTIONS, rangeOf } from './step-range.ts';

export const run: Command = {
  name: 'run',
  does: 'do the whole lab, or a part of it, and check every step',
  options: [
    ...RANGE_OPTIONS,
    {
      key: 'onFailure',
      flags: '--on-failure <what>',
      does: 'leave a step that failed as it is, or take it back',
      choices: ['stop', 'rollback'],
      fallback: 'stop',
    },
  ],
  examples: [
    { type: 'kms-lab run', does: 'everything, on the embedded account' },
    { type: 'kms-lab run --to strip-decrypt', does: 'up to a step' },
    { type: 'kms-lab run --variant published --operator root', does: 'the page to the letter' },
    { type: 'kms-lab run --target aws --account 111122223333 --yes', does: 'on a real account' },
  ],
  act: (invocation) => {
    const range = rangeOf(invocation);
    const preview: Preview = async (session, style) =>
      (await import('../preview.ts')).previewRun(session, style, range);
    const onFailure = invocation.given.onFailure === 'rollback' ? 'rollback' : 'stop';
    return changeAccount(invocation, preview, (session, { run }) => run(session, { ...range, onFailure }));
  },
};
