import { STILL_HERE } from '../acts.ts';

/** Events that are kept for pages that were away, unless a log says how many. A page that was away for longer begins anew. */
const KEPT = 1000;

/** Milliseconds between signs of life, so that a page notices when the server is gone. */
const QUIET = 15_000;

/** One message of a stream. */
export interface StreamMessage {
  /** Absent for a sign of life. */
  readonly id?: string;
  readonly data: string;
}

interface LogSettings<Event> {
  readonly epoch: string;
  /** Everything that a page shows now. */
  snapshot(): Event;
  /** As JSON on one line. */
  text?(event: Event): string;
  readonly quiet?: number;
  readonly kept?: number;
}

/** What has happened, numbered. Ids of another epoch, from before a restart, mean nothing. */
export class EventLog<Event> {
  readonly #epoch: string;
  readonly #snapshot: () => Event;
  readonly #quiet: number;
  readonly #most: number;
  readonly #kept: string[] = [];
  #first = 0;
  readonly #waiting = new Set<() => void>();

  readonly #text: (event: Event) => string;
  #readers = 0;

  constructor({ epoch, snapshot, text = JSON.stringify, quiet = QUIET, kept = KEPT }: LogSettings<Event>) {
    this.#epoch = epoch;
    this.#snapshot = snapshot;
    this.#text = text;
    this.#quiet = quiet;
    this.#most = kept;
  }

  /** How many streams are open. */
  get readers(): number {
    return this.#readers;
  }

  add(event: Event): void {
    this.#kept.push(this.#text(event));
    if (this.#kept.length > this.#most) {
      this.#kept.shift();
      this.#first += 1;
    }
    for (const wake of [...this.#waiting]) wake();
  }

  /**
   * A stream is a cursor in the log: what is replayed and what is live are read in the same way, so nothing is lost
   * and nothing is told twice. Without an id of this log, it begins with everything that a page shows.
   */
  async *follow(lastId: string | undefined, signal: AbortSignal): AsyncGenerator<StreamMessage> {
    this.#readers += 1;
    try {
      let next = this.#cursor(lastId);
      while (!signal.aborted) {
        if (next === undefined || next < this.#first) {
          next = this.#end;
          yield { id: this.#id(next), data: this.#text(this.#snapshot()) };
        } else if (next < this.#end) {
          const data = this.#kept[next - this.#first]!;
          next += 1;
          yield { id: this.#id(next), data };
        } else if (!(await this.#grown(signal)) && !signal.aborted) {
          yield { data: STILL_HERE };
        }
      }
    } finally {
      this.#readers -= 1;
    }
  }

  get #end(): number {
    return this.#first + this.#kept.length;
  }

  #id(next: number): string {
    return `${this.#epoch}.${next}`;
  }

  #cursor(lastId: string | undefined): number | undefined {
    const [epoch, number = ''] = lastId?.split('.') ?? [];
    if (epoch !== this.#epoch || !/^\d{1,12}$/.test(number)) return undefined;
    const next = Number(number);
    return next <= this.#end ? next : undefined;
  }

  /** False after a quiet time, or once the signal is aborted. */
  #grown(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (grown: boolean) => () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', stop);
        resolve(grown);
      };
      const [wake, stop] = [end(true), end(false)];
      const timer = setTimeout(stop, this.#quiet);
      this.#waiting.add(wake);
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}

/** The messages as a body in the format of server-sent events. */
export function streamOf(follow: (signal: AbortSignal) => AsyncGenerator<StreamMessage>): ReadableStream {
  const gone = new AbortController();
  const messages = follow(gone.signal);
  const bytes = new TextEncoder();
  return new ReadableStream({
    async pull(stream) {
      const { value } = await messages.next();
      if (!value) return stream.close();
      const id = value.id === undefined ? '' : `id: ${value.id}\n`;
      stream.enqueue(bytes.encode(`${id}data: ${value.data}\n\n`));
    },
    async cancel() {
      gone.abort();
      await messages.return(undefined);
    },
  });
}
