import type { Typing } from '../contract/suggestion.ts';
import type { Style } from '../report/style.ts';

/** What of the process a command may touch; `process` is one. Nothing is opened before it is asked for. */
export interface Streams {
  readonly stdin: { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown } & NodeJS.ReadableStream;
  readonly stdout: Out;
  readonly stderr: Out;
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
  /** As the process has it. */
  readonly argv?: readonly string[];
  /** Types a command of ours as this person has to type it. */
  readonly typed?: Typing;
  /** Nothing may move on the screen, though it could: for a screen reader. */
  readonly plain?: boolean;
}

export type Out = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

const PLAIN_WIDTH = 80;
/** Narrower is not readable; a terminal that is may wrap. */
const LEAST_WIDTH = 40;

/** A person looks at it. */
export const isWatched = ({ stdout, env }: Streams): boolean => stdout.isTTY === true && !env.CI;

/** A person looks at it, and can be shown what moves. */
export const isTerminal = (streams: Streams): boolean =>
  isWatched(streams) && streams.env.TERM !== 'dumb' && !streams.plain;

/** A person is there who can answer. What is piped in is no answer. */
export const canAsk = (streams: Streams): boolean => isWatched(streams) && streams.stdin.isTTY === true;

export const styleOf = (out: Out, { env, typed }: Streams, color: boolean): Style => ({
  ...(typed ? { typed } : {}),
  // The terminal of a CI job is a log.
  ...(out.isTTY && !env.CI ? { isScreen: true } : {}),
  width: out.isTTY ? Math.max(LEAST_WIDTH, out.columns ?? PLAIN_WIDTH) : PLAIN_WIDTH,
  color: color && out.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
});

/** The same, for this person. Nothing is opened by it. */
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
