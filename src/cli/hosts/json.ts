import type { LabEvent, Summary } from '../../contract/event.ts';
import type { Say } from '../next-line.ts';
import type { Out } from '../streams.ts';
import type { Answer, Screen } from './screen.ts';

/** Newline-delimited JSON: events and answers, and nothing else. */
export class JsonScreen implements Screen {
  readonly #out: Out;
  readonly #verbose: boolean;
  readonly #say: Say;

  constructor(out: Out, options: { readonly verbose: boolean; readonly say?: Say | undefined }) {
    this.#out = out;
    this.#verbose = options.verbose;
    this.#say = options.say ?? ((text) => text);
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
    const told = (key: string, member: unknown) => {
      if (key === 'stack' && !this.#verbose) return undefined;
      return (key === 'hint' || key === 'remedy') && typeof member === 'string' ? this.#say(member) : member;
    };
    this.#out.write(`${JSON.stringify(value, told)}\n`);
  }
}
