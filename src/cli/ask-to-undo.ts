import inquirer from 'inquirer';
import { LabError } from '../contract/errors.ts';
import type { Style } from '../report/style.ts';
import type { Invocation } from './command.ts';
import { askQuestion } from './questions.ts';
import { styleOf } from './streams.ts';

/** Shows what would be undone, and asks. Throws `ERR_CONSENT` if the answer is no. */
export async function askToUndo(
  preview: (style: Style) => string,
  { streams, options, signal, words }: Invocation,
): Promise<void> {
  streams.stdout.write(`${preview(styleOf(streams.stdout, streams, options.color))}\n\n`);
  const { agreed } = await askQuestion(
    (context) =>
      inquirer.createPromptModule(context)<{ agreed: boolean }>([
        { type: 'confirm', name: 'agreed', message: 'Go on?', default: false },
      ]),
    { streams, signal },
  );
  if (agreed) return;
  throw new LabError('ERR_CONSENT', 'You answered no. Nothing was changed.', {
    next: [{ run: [...words, '--yes'], why: 'does not ask' }],
  });
}
