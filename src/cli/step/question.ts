import { paintOf, type Style } from '../../report/style.ts';
import type { Choice } from '../../report/walk-position.ts';
import { labelled, wrap } from '../../report/wrap.ts';
import type { News } from '../room/walk-room.ts';
import type { Footer } from './layout.ts';
import type { View } from './view.ts';

/** A question that one key answers. */
export interface Question<Value extends string = string> {
  readonly view: View;
  /** A narrow screen shows the first ones. */
  readonly choices: readonly Choice<Value>[];
  /** What Enter and Space mean on the last page. */
  readonly enter?: Value | undefined;
  /** Is shown above the keys, also if it comes while the question is open. */
  readonly news?: News | undefined;
}

/** The state of an open question. */
export interface QuestionState {
  /** Of the body; counted from 0. */
  readonly page: number;
  /** The list of all keys is on the screen instead of the body. */
  readonly listing: boolean;
  /** What was wrong with the last key. */
  readonly note: string;
}

export const OPENED: QuestionState = { page: 0, listing: false, note: '' };

/** A key, in Node's form. */
export interface Press {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

const MORE = ['return', 'enter', 'space', 'pagedown'];
const LESS = ['pageup', 'backspace'];

/** The page that a key turns to; `undefined` if it is not a paging key. */
export function turned({ name = '' }: Press, page: number, pages: number): number | undefined {
  if (LESS.includes(name)) return Math.max(0, page - 1);
  return MORE.includes(name) && page + 1 < pages ? page + 1 : undefined;
}

/** Says that the text continues, and how to read on. */
export const moreOf = (page: number, pages: number): readonly string[] =>
  page + 1 < pages ? [`Space more (${page + 1}/${pages})`] : [];

/** What a key does: answers, or turns a page. */
export function react<Value extends string>(
  { choices, enter }: Question<Value>,
  asked: QuestionState,
  press: Press,
  pages: number,
): { readonly answer: Value } | { readonly asked: QuestionState } {
  const { name = '', sequence = '' } = press;
  const at = { ...asked, note: '' };
  const key = sequence.toLowerCase();
  const meant = choices.find((choice) => choice.key === key);
  if (meant) return { answer: meant.value };
  if (key === '?') return { asked: { ...OPENED, listing: !asked.listing } };
  const page = turned(press, asked.page, pages);
  if (page !== undefined) return { asked: { ...at, page } };
  if (MORE.includes(name)) {
    if (asked.listing) return { asked: OPENED };
    return enter === undefined ? { asked: { ...OPENED, listing: true } } : { answer: enter };
  }
  if (name === 'escape') return { asked: OPENED };
  // Arrow keys and the like are not letters.
  if (!/^[\p{L}\p{N}\p{P}\p{S}]$/u.test(key)) return { asked: at };
  return { asked: { ...at, note: `No choice here has the key “${key}”.` } };
}

/** What is on the screen: the question's own view, or the list of all keys and what they do. */
export function viewOf({ view, choices }: Question, { listing }: QuestionState): View {
  if (!listing) return view;
  return { title: view.title, body: (style) => choices.map((choice) => keyLine(choice, style)).join('\n') };
}

const KEY_COLUMN = 21;

const keyLine = ({ key, name, means }: Choice, style: Style): string =>
  labelled(`${key}  ${name}`, means, style.width, Math.min(KEY_COLUMN, Math.floor(style.width / 2)));

/** The line below a question: as many keys as fit, the most important first. */
export const footerOf =
  ({ choices, enter, news }: Question, { listing, note }: QuestionState, style: Style): Footer =>
  (page, pages) => {
    const chosen = choices.find(({ value }) => value === enter);
    const more = page + 1 < pages;
    const onEnter = more
      ? moreOf(page, pages)
      : listing
        ? ['Enter back']
        : chosen
          ? [`Enter ${chosen.short}`]
          : [];
    const others = choices.filter((choice) => more || choice !== chosen);
    const keys = others.map(({ key, short }) => `${key} ${short}`);
    return [
      ...newsLines(news, style),
      ...(note === '' ? [] : wrap(note, style.width).map(paintOf(style).yellow)),
      paintOf(style).cyan(menuLine([...onEnter], listing ? [] : keys, style.width)),
    ];
  };

/** What the instructor said. */
export const newsLines = (news: News | undefined, style: Style): readonly string[] =>
  (news?.lines ?? []).flatMap((line) => wrap(line, style.width)).map(paintOf(style).yellow);

const GAP = '  ';
const ALL_KEYS = '? all keys';
/** This many keys are on every screen. */
const FEW = 2;

/** As many of the keys as fit between those that are always there. */
export function menuLine(
  first: readonly string[],
  keys: readonly string[],
  width: number,
  last: readonly string[] = keys.length > FEW ? [ALL_KEYS] : [],
): string {
  const fits = (count: number) => [...first, ...keys.slice(0, count), ...last].join(GAP).length < width;
  const count = keys.findLastIndex((_, index) => fits(index + 1)) + 1;
  return [...first, ...keys.slice(0, count), ...last].join(GAP);
}

/** What follows a screen that was only shown. */
export type Onward = 'on' | 'quit';

export const GO_ON: readonly Choice<Onward>[] = [
  { key: 'n', value: 'on', name: 'go on', short: 'go on', means: 'to the next question' },
  { key: 'q', value: 'quit', name: 'quit', short: 'quit', means: 'stop here; come back on any day' },
];

export const YES_OR_NO: readonly Choice<'yes' | 'no'>[] = [
  { key: 'y', value: 'yes', name: 'yes', short: 'yes', means: 'make these changes' },
  { key: 'n', value: 'no', name: 'no', short: 'no', means: 'change nothing; back to the question' },
];
