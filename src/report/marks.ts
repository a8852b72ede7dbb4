/**
 * Every symbol for a state, and its ASCII replacement. Each is one column wide. None is shown as a colored picture on
 * telephones, as U+2714 and U+2716 are.
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

/** The state that a symbol stands for. */
export type Mark = keyof typeof MARKS;

/** The symbol; a stream with ASCII only gets the replacement. */
export const signOf = (mark: Mark): string => MARKS[mark].sign;
