import type { Attempt } from '../contract/hint.ts';
import type { PlacedHint } from './mistake.ts';

export const THING_MISSING = {
  id: 'thing-missing',
  title: 'Something that the page needs is missing, stopped or unusable',
} as const;

/** Not every error words its advice as a sentence. */
const sentence = (advice: string): string =>
  `${advice.charAt(0).toUpperCase()}${advice.slice(1)}`.replace(/\.?$/, '.');

/** Nothing else can be done while something is missing; the errors say what to type. */
export const missingThings = ({ lacking }: Pick<Attempt, 'lacking'>): readonly PlacedHint[] =>
  lacking.map(({ title, error: { message, hint, next } }) => ({
    id: THING_MISSING.id,
    // A key is named by its alias.
    where: title.startsWith('alias/') ? `key ${title}` : title,
    says: message,
    do: hint ? sentence(hint) : 'This step needs it. Restore it first.',
    ...(next.length > 0 ? { next } : {}),
  }));
