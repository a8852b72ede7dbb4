import type { LabEvent, Summary } from '../../contract/event.ts';
import type { Typing } from '../../contract/suggestion.ts';
import { eventReplacer } from '../../report/json-event.ts';
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
  readonly #summary: boolean;
  readonly #replacer: ReturnType<typeof eventReplacer>;

  constructor(out: Out, { verbose, summary, typed }: JsonOptions) {
    this.#out = out;
    this.#summary = summary;
    this.#replacer = eventReplacer({ typed, verbose });
  }

  notify(event: LabEvent): void {
    if (!this.#summary || event.type === 'summary') this.#write(event);
  }

  answer({ records }: PrintedAnswer, summary: Summary): void {
    for (const record of this.#summary ? [] : records) this.#write(record);
    this.#write({ type: 'summary', ...summary });
  }

  async close(): Promise<void> {}

  #write(value: unknown): void {
    this.#out.write(`${jsonText(value, this.#replacer)}\n`);
  }
}
