import type { LabEvent, Summary } from '../../contract/event.ts';
import type { Out } from '../streams.ts';
import type { Answer, Screen } from './screen.ts';

/** Newline-delimited JSON: events and answers, and nothing else. */
export class JsonScreen implements Screen {
  readonly #out: Out;
  readonly #verbose: boolean;

  constructor(out: Out, options: { readonly verbose: boolean }) {
    this.#out = out;
    this.#verbose = options.verbose;
  }

  notify(event: LabEvent): void {
    this.#write(event);
  }

  answer({ records }: Answer, summary: Summary): void {
    for (const record of records) this.#write(record);
    this.#write({ type: 'summary', ...summary });
  }

  async close(): Promise<void> {}

  #write(value: unknown): void {
    const withoutStack = (key: string, member: unknown) =>
      key === 'stack' && !this.#verbose ? undefined : member;
    this.#out.write(`${JSON.stringify(value, withoutStack)}\n`);
  }
}
