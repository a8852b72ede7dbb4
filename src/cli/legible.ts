import { MARKS } from '../report/marks.ts';
import { isAscii } from '../report/style.ts';
import { changedOut, type Streams } from './streams.ts';

/** The lab's own symbols, and their replacements in ASCII. */
const SPELLED: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '—': '-',
  '−': '-',
  '→': '>',
  '←': '<',
  '✔': '+',
  '✖': 'x',
  '❯': '>',
  '›': '>',
  '↓': 'v',
  '⚠': '!',
  '\uFFFD': '?',
  ...Object.fromEntries(Object.values(MARKS).map(({ sign, ascii }) => [sign, ascii])),
};

/** Each replacement is one column wide too, so that columns stay aligned. */
const spelled = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is left alone.
  text.replace(/[^\u0000-\u007F]/g, (sign) => SPELLED[sign] ?? (/[\u2800-\u28FF]/.test(sign) ? '.' : sign));

/** The same streams; if the locale is ASCII only, the lab's own symbols are written in ASCII. */
export function legible(streams: Streams): Streams {
  if (!isAscii(streams.env)) return streams;
  return {
    get stdin() {
      return streams.stdin;
    },
    get stdout() {
      return changedOut(streams.stdout, spelled);
    },
    get stderr() {
      return changedOut(streams.stderr, spelled);
    },
    env: streams.env,
    cwd: () => streams.cwd(),
    ...(streams.argv ? { argv: streams.argv } : {}),
  };
}
