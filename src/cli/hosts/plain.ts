import type { LabEvent, Summary } from '../../contract/event.ts';
import { closing, notLookedAt } from '../../report/closing.ts';
import { driftText } from '../../report/drift.ts';
import { errorText } from '../../report/error.ts';
import { lineOf, nextOf } from '../../report/line.ts';
import { suggestionLines } from '../../report/suggestions.ts';
import { wrap } from '../../report/wrap.ts';
import { isTerminal, type Streams, styleOf } from '../streams.ts';
import type { Answer, Screen } from './screen.ts';

/** One line an event, and at the end what is worth reading: for logs, pipes and screen readers. */
export class PlainScreen implements Screen {
  readonly #streams: Streams;
  readonly #verbose: boolean;
  readonly #events: LabEvent[] = [];
  #command = '';

  constructor(streams: Streams, options: { readonly verbose: boolean }) {
    this.#streams = streams;
    this.#verbose = options.verbose;
  }

  notify(event: LabEvent): void {
    this.#events.push(event);
    const line = lineOf(event);
    const style = styleOf(this.#streams.stdout, this.#streams, false);
    const next = suggestionLines(nextOf(event), style, '    ');
    for (const text of line === undefined ? [] : [this.#fitted(line), ...next]) {
      this.#streams.stdout.write(`${text}\n`);
    }
    if (event.type === 'run-started') this.#command = event.command;
    // Before anything is written over it. A status is nothing else, and shows it at its end.
    if (event.type === 'standing' && event.drift.length > 0 && this.#command !== 'status') {
      this.#streams.stdout.write(`\n${driftText(event.drift, style)}\n\n`);
    }
  }

  /** Whoever reads lines by program wants them whole. */
  #fitted(line: string): string {
    if (!isTerminal(this.#streams)) return line;
    const { width } = styleOf(this.#streams.stdout, this.#streams, false);
    const [indent = ''] = /^ */.exec(line) ?? [];
    return wrap(line.trim(), width, indent).join('\n');
  }

  answer(answer: Answer, summary: Summary): void {
    writeAnswer(answer, summary, this.#streams, false);
  }

  async close(): Promise<void> {
    writeClosing(this.#events, this.#streams, { color: false, verbose: this.#verbose, told: true });
  }
}

/** The answer to stdout; what could not be looked at for it to stderr. */
export function writeAnswer(answer: Answer, summary: Summary, streams: Streams, color: boolean): void {
  const { stdout, stderr } = streams;
  stdout.write(`${answer.text(styleOf(stdout, streams, color))}\n`);
  for (const text of notLookedAt(summary, styleOf(stderr, streams, color))) stderr.write(`\n${text}\n`);
}

/** The result to stdout, an error to stderr. */
export function writeClosing(
  events: readonly LabEvent[],
  streams: Streams,
  { color, verbose, told }: { readonly color: boolean; readonly verbose: boolean; readonly told: boolean },
): void {
  const { stdout, stderr } = streams;
  const text = closing(events, styleOf(stdout, streams, color), { told });
  if (text) stdout.write(`\n${text}\n`);
  const error = events.find((event) => event.type === 'summary')?.error;
  if (error) stderr.write(`\n${errorText(error, styleOf(stderr, streams, color), { verbose })}\n`);
}
