import type { EventOf } from '../contract/event.ts';
import type { Hint } from '../contract/hint.ts';

type Grade = EventOf<'hint'>['grade'];

/**
 * What a grade of a hint says, in sentences. 1: where to look. 2: what is different. 3: what to do, with what is
 * different.
 */
export function hintWords({ nudge, says, do: todo }: Hint, grade: Grade): readonly string[] {
  if (grade === 1 && nudge !== undefined) return [nudge];
  return grade === 1 || grade === 2 ? [says] : [says, todo];
}
