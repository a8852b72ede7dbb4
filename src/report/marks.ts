/**
 * Every sign that stands for how a thing is, and what stands for it where there is only ASCII. One column wide. None of
 * them is one that a telephone shows as a colored picture, as it does U+2714 and U+2716.
 * https://www.unicode.org/emoji/charts/emoji-variants.html
 */
export const MARKS = {
  done: { sign: '✓', ascii: '+' },
  failed: { sign: '✗', ascii: 'x' },
  next: { sign: '▸', ascii: '>' },
  begun: { sign: '◐', ascii: '~' },
  open: { sign: '·', ascii: '-' },
  skipped: { sign: '–', ascii: '-' },
  unfinished: { sign: '…', ascii: '~' },
  warning: { sign: '!', ascii: '!' },
  unknown: { sign: '?', ascii: '?' },
} as const satisfies Readonly<Record<string, { readonly sign: string; readonly ascii: string }>>;

/** How a thing stands. */
export type Mark = keyof typeof MARKS;

/** What is written; a stream that has ASCII only writes the other. */
export const signOf = (mark: Mark): string => MARKS[mark].sign;
