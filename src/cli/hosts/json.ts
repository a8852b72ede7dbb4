import type { LabEvent, Summary } from '../../contract/event.ts';
import { commandLine, type Suggestion, type Typing } from '../../contract/suggestion.ts';
import { jsonText } from '../../report/visible.ts';
import type { Out } from '../streams.ts';
import type { OutputScreen, PrintedAnswer } from './screen.ts';

interface JsonOptions {
  readonly verbose: boolean;
  /** Only the last line. */
  readonly summary: boolean;
  readonly typed?: Typing | undefined;
}

/** Newline-delimited JSON: events and answers, and nothing else. */
export class JsonScreen implements OutputScreen {
  readonly #out: Out;
  readonly #verbose: boolean;
  readonly #summary: boolean;
  readonly #typed: Typing | undefined;

  constructor(out: Out, { verbose, summary, typed }: JsonOptions) {
    this.#out = out;
    this.#verbose = verbose;
    this.#summary = summary;
    this.#typed = typed;
  }

  notify(event: LabEvent): void {
    if (!this.#summary || event.type === 'summary') this.#write(event);
  }

  answer({ records }: PrintedAnswer, summary: Summary): void {
    for (const record of this.#summary ? [] : records) this.#write(record);
    this.#write({ type: 'summary', ...summary });
  }

  async close(): Promise<void> {}

  /** A suggestion with the whole line to type. */
  readonly #withLine = (suggestion: Suggestion) => ({
    ...suggestion,
    line: commandLine(suggestion, this.#typed),
  });

  #write(value: unknown): void {
    const told = (key: string, member: unknown) => {
      if (key === 'stack' && !this.#verbose) return undefined;
      return key === 'next' && Array.isArray(member) ? member.map(this.#withLine) : member;
    };
    this.#out.write(`${jsonText(value, told)}\n`);
  }
}
