import type { Hint } from '../../contract/hint.ts';
import type { Change } from '../../contract/resource.ts';
import type { HintOptions } from '../../engine/index.ts';
import { hintText } from '../../report/hint.ts';
import { wrap } from '../../report/wrap.ts';
import { paragraphs, type Text } from './view.ts';

type Grade = NonNullable<HintOptions['grade']>;

/** A hint, and how much of it was shown. 1: where to look. 2: what is different. 3: what to do. */
export interface GivenHint {
  readonly hint: Hint;
  readonly grade: Grade;
  /** What the step wants, with the third grade. */
  readonly wanted?: readonly Change[] | undefined;
}

/** How much of which hint was shown. */
export interface ToldHint extends Pick<GivenHint, 'grade'> {
  readonly hint: Pick<Hint, 'id' | 'says'>;
}

/** The same hint as far as it was shown; a different hint starts at the first grade. */
export const renewed = (before: ToldHint | undefined, hint: Hint): GivenHint =>
  before && isSame(before.hint, hint) ? { hint, grade: before.grade } : { hint, grade: 1 };

export const furtherTold = ({ hint, grade }: GivenHint): GivenHint => ({ hint, grade: grade === 1 ? 2 : 3 });

const isSame = (a: ToldHint['hint'], b: Hint): boolean => a.id === b.id && a.says === b.says;

/** What asking again would show. */
const FURTHER: { readonly [G in Grade]: string } = {
  1: 'Press h again to see what is different.',
  2: 'Press h again for the answer.',
  3: '',
};

/** A hint as far as it was shown, and that there is more of it. */
export const toldText = ({ hint, grade, wanted = [] }: GivenHint): Text =>
  paragraphs(
    (style) => hintText({ hint, grade, wanted }, style),
    ({ width }) => wrap(FURTHER[grade], width).join('\n'),
  );
