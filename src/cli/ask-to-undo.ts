import { LabError } from '../contract/errors.ts';
import type { Style } from '../report/style.ts';
import type { Invocation } from './command.ts';
import { askYesOrNo } from './questions.ts';
import { styleOf } from './streams.ts';

/** Shows what would be undone, and asks. Throws `ERR_CONSENT` if the answer is no. */
export async function askToUndo(
  preview: (style: Style) => string,
  { streams, options, signal, words }: Invocation,
): Promise<void> {
  streams.stdout.write(`${preview(styleOf(streams.stdout, streams, options.color))}\n\n`);
  if (await askYesOrNo('Go on?', { streams, signal })) return;
  throw new LabError('ERR_CONSENT', 'You answered no. Nothing was changed.', {
    next: [{ run: [...words, '--yes'], why: 'does not ask' }],
  });
}
