import type { EventOf } from '../contract/event.ts';
import { documentText } from './changes.ts';
import { hintWords } from './hint-words.ts';
import type { Style } from './style.ts';
import { withSuggestions } from './suggestions.ts';
import { labelled, wrap } from './wrap.ts';

const COLUMN = 6;

/**
 * A hint as far as it was asked for. The third grade ends with the documents, whose lines are not wrapped, because
 * they are to be copied.
 */
export function hintText(
  { hint, grade, wanted = [] }: Pick<EventOf<'hint'>, 'hint' | 'grade' | 'wanted'>,
  style: Style,
): string {
  const [first = '', todo] = hintWords(hint, grade);
  const said = labelled('hint', first, style.width, COLUMN);
  if (todo === undefined) return said;
  return [
    said,
    withSuggestions(labelled('do', todo, style.width, COLUMN), hint.next, style, ' '.repeat(COLUMN)),
    ...wanted.flatMap(({ title, after }) =>
      after && 'Statement' in after
        ? ['', ...wrap(`The ${title} that this step wants:`, style.width), documentText(after)]
        : [],
    ),
  ].join('\n');
}
