import { MARKS } from '../report/marks.ts';
import { isAscii } from '../report/style.ts';
import type { Out, Streams } from './streams.ts';

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
      return inAscii(streams.stdout);
    },
    get stderr() {
      return inAscii(streams.stderr);
    },
    env: streams.env,
    cwd: () => streams.cwd(),
    ...(streams.argv ? { argv: streams.argv } : {}),
  };
}

const wrapped = new WeakMap<Out, Out>();

function inAscii(out: Out): Out {
  const known = wrapped.get(out);
  if (known) return known;
  const made = new Proxy(out, {
    get(target, name) {
      const member = Reflect.get(target, name, target);
      if (name !== 'write') return typeof member === 'function' ? member.bind(target) : member;
      return (chunk: unknown, ...rest: unknown[]) =>
        Reflect.apply(member as never, target, [typeof chunk === 'string' ? spelled(chunk) : chunk, ...rest]);
    },
  });
  wrapped.set(out, made);
  return made;
}
