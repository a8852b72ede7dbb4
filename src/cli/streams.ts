import type { Typing } from '../contract/suggestion.ts';
import type { Style } from '../report/style.ts';
import { OURS } from './our-colors.ts';

/** The parts of the process that a command may use; `process` is one. Nothing is opened before it is used. */
export interface Streams {
  readonly stdin: { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown } & NodeJS.ReadableStream;
  readonly stdout: Out;
  readonly stderr: Out;
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
  /** As in the process. */
  readonly argv?: readonly string[];
  /** Writes a kms-lab command as this user has to type it. */
  readonly typed?: Typing;
  /** Nothing on the screen may move, even if the terminal allows it: for a screen reader. */
  readonly plain?: boolean;
}

export type Out = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

const PLAIN_WIDTH = 80;
/** The minimum width. Narrower text is not readable; a narrower terminal may wrap. */
const LEAST_WIDTH = 40;

/** A user sees the output. */
export const isWatched = ({ stdout, env }: Streams): boolean => stdout.isTTY === true && !env.CI;

/** A user sees the output, and it may move. */
export const isTerminal = (streams: Streams): boolean =>
  isWatched(streams) && streams.env.TERM !== 'dumb' && !streams.plain;

/** There is a user who can answer. Piped input is not an answer. */
export const canAsk = (streams: Streams): boolean => isWatched(streams) && streams.stdin.isTTY === true;

export const styleOf = (out: Out, { env, typed }: Streams, color: boolean): Style => ({
  ...(typed ? { typed } : {}),
  // The terminal of a CI job is a log.
  ...(out.isTTY && !env.CI ? { isScreen: true } : {}),
  mark: OURS,
  width: out.isTTY ? Math.max(LEAST_WIDTH, out.columns ?? PLAIN_WIDTH) : PLAIN_WIDTH,
  color: color && out.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
});

const wrapped = new WeakMap<Out, Map<unknown, Out>>();

/** The same stream, whose text is changed before it is written. Bytes are not text, and stay. */
export function changedOut(out: Out, change: (text: string) => string): Out {
  const known = wrapped.get(out) ?? new Map<unknown, Out>();
  wrapped.set(out, known);
  const made = known.get(change) ?? changing(out, change);
  known.set(change, made);
  return made;
}

const changing = (out: Out, change: (text: string) => string): Out =>
  new Proxy(out, {
    get(target, name) {
      const member = Reflect.get(target, name, target);
      if (name !== 'write') return typeof member === 'function' ? member.bind(target) : member;
      return (chunk: unknown, ...rest: unknown[]) =>
        Reflect.apply(member as never, target, [typeof chunk === 'string' ? change(chunk) : chunk, ...rest]);
    },
  });

/** The same, for this user. Opens nothing. */
export const addressed = (streams: Streams, typed: Typing, { plain = false } = {}): Streams => ({
  get stdin() {
    return streams.stdin;
  },
  get stdout() {
    return streams.stdout;
  },
  get stderr() {
    return streams.stderr;
  },
  env: streams.env,
  cwd: () => streams.cwd(),
  typed,
  plain,
});
