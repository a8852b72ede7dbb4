import type { LabEvent, Summary } from '../../contract/event.ts';
import { driftText } from '../../report/drift.ts';
import { closing, type EndOfCommand, notLookedAt } from '../../report/end-of-command.ts';
import { errorText } from '../../report/error.ts';
import { eventLine, nextOf } from '../../report/event-line.ts';
import type { Style } from '../../report/style.ts';
import { suggestionLines } from '../../report/suggestions.ts';
import { wrap } from '../../report/wrap.ts';
import type { GlobalOptions } from '../global-options.ts';
import { isTerminal, isWatched, type Streams, styleOf } from '../streams.ts';
import { briefly, type Telling } from './brief.ts';
import type { OutputScreen, PrintedAnswer } from './screen.ts';

/** What is shown while a command works: nothing, a line per step, or a line per event. */
export type Detail = 'end' | 'steps' | 'all';

export const detailOf = ({ quiet, verbose }: Pick<GlobalOptions, 'quiet' | 'verbose'>): Detail =>
  quiet ? 'end' : verbose ? 'all' : 'steps';

interface Manner {
  readonly detail: Detail;
  readonly verbose: boolean;
  readonly color?: boolean;
  /** Milliseconds, from any starting point. */
  readonly now?: () => number;
}

const TELLINGS: { readonly [D in Detail]: (now: () => number) => Telling } = {
  end: () => () => undefined,
  steps: briefly,
  all: () => eventLine,
};

/** Lines and, at the end, what is worth reading: for logs, pipes and screen readers. */
export class PlainScreen implements OutputScreen {
  readonly attended?: true;
  readonly #streams: Streams;
  readonly #manner: Manner;
  readonly #tell: Telling;
  readonly #style: Style;
  readonly #events: LabEvent[] = [];
  readonly #told = new Set<LabEvent>();
  #command = '';

  constructor(streams: Streams, manner: Manner) {
    const { detail, now = () => performance.now() } = manner;
    this.#streams = streams;
    this.#manner = manner;
    this.#style = styleOf(streams.stdout, streams, false);
    this.#tell = TELLINGS[detail](now);
    // The lines of a wait include what the user has to do by hand.
    if (detail === 'all' && isTerminal(streams)) this.attended = true;
  }

  notify(event: LabEvent): void {
    this.#events.push(event);
    if (event.type === 'run-started') this.#command = event.command;
    const line = this.#tell(event);
    if (line === undefined) return;
    this.#told.add(event);
    const next = suggestionLines(nextOf(event), this.#style, '    ');
    for (const text of [this.#fitted(line), ...next]) this.#streams.stdout.write(`${text}\n`);
    // Shown before anything is written over it. `status` shows it at its end instead.
    if (event.type === 'standing' && event.drift.length > 0 && this.#command !== 'status') {
      this.#streams.stdout.write(`\n${driftText(event.drift, this.#style)}\n\n`);
    }
  }

  /** A program that reads lines needs them unwrapped. */
  #fitted(line: string): string {
    if (!isWatched(this.#streams)) return line;
    const { width } = this.#style;
    const [indent = ''] = /^ */.exec(line) ?? [];
    return wrap(line.trim(), width, indent).join('\n');
  }

  answer(answer: PrintedAnswer, summary: Summary): void {
    writeAnswer(answer, summary, this.#streams, this.#manner.color ?? false);
  }

  async close(): Promise<void> {
    const { color = false, verbose, detail } = this.#manner;
    const told = (event: LabEvent) => this.#told.has(event);
    writeClosing(this.#events, this.#streams, { color, verbose, told, quiet: detail === 'end' });
  }
}

interface Closing extends EndOfCommand {
  readonly color: boolean;
  readonly verbose: boolean;
}

/** The answer goes to stdout; what could not be looked at goes to stderr. */
export function writeAnswer(answer: PrintedAnswer, summary: Summary, streams: Streams, color: boolean): void {
  const { stdout, stderr } = streams;
  stdout.write(`${answer.text(styleOf(stdout, streams, color))}\n`);
  for (const text of notLookedAt(summary, styleOf(stderr, streams, color))) stderr.write(`\n${text}\n`);
}

/** The result goes to stdout, an error to stderr. */
export function writeClosing(
  events: readonly LabEvent[],
  streams: Streams,
  { color, verbose, ...telling }: Closing,
): void {
  const { stdout, stderr } = streams;
  const text = closing(events, styleOf(stdout, streams, color), telling);
  if (text) stdout.write(`${telling.quiet ? '' : '\n'}${text}\n`);
  const error = events.find((event) => event.type === 'summary')?.error;
  if (error) stderr.write(`\n${errorText(error, styleOf(stderr, streams, color), { verbose })}\n`);
}
