import type { LabEvent, Summary } from '../../contract/event.ts';
import { commandLine, type Suggestion, type Typing } from '../../contract/suggestion.ts';
import type { Out } from '../streams.ts';
import type { Answer, Screen } from './screen.ts';

/** Newline-delimited JSON: events and answers, and nothing else. */
export class JsonScreen implements Screen {
  readonly #out: Out;
  readonly #verbose: boolean;
  readonly #typed: Typing | undefined;

  constructor(out: Out, options: { readonly verbose: boolean; readonly typed?: Typing | undefined }) {
    this.#out = out;
    this.#verbose = options.verbose;
    this.#typed = options.typed;
  }

  notify(event: LabEvent): void {
    this.#write(event);
  }

  answer({ records }: Answer, summary: Summary): void {
    for (const record of records) this.#write(record);
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
    this.#out.write(`${JSON.stringify(value, told)}\n`);
  }
}
