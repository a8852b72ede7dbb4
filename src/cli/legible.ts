import { MARKS } from '../report/marks.ts';
import { isAscii } from '../report/style.ts';
import type { Out, Streams } from './streams.ts';

/** Signs that are no letters of a name or of a document, and what stands for each where there is only ASCII. */
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

/** One column is one column still, so that what stands below one another does so. */
const spelled = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is left alone.
  text.replace(/[^\u0000-\u007F]/g, (sign) => SPELLED[sign] ?? (/[\u2800-\u28FF]/.test(sign) ? '.' : sign));

/** The same streams; where the locale has ASCII only, the lab's own signs are written in ASCII. */
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
