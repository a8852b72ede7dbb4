import type { EventOf } from '../contract/event.ts';
import type { Hint } from '../contract/hint.ts';
import { documentText } from './changes.ts';
import type { Style } from './style.ts';
import { withSuggestions } from './suggestions.ts';
import { labelled, wrap } from './wrap.ts';

type Grade = EventOf<'hint'>['grade'];

/**
 * What a grade of a hint says, in sentences. 1: where to look. 2: what is different. 3: what to do, with what is
 * different.
 */
export function hintWords({ nudge, says, do: todo }: Hint, grade: Grade): readonly string[] {
  if (grade === 1 && nudge !== undefined) return [nudge];
  return grade === 1 || grade === 2 ? [says] : [says, todo];
}

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
