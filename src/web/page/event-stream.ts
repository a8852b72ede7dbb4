import type { ErrorNote } from '../../contract/event.ts';
import type { PageConnection } from './client.ts';

/** Milliseconds before another try. A server that is gone may be started again. */
const PAUSES = [500, 1000, 2000, 5000, 10_000] as const;

/** A server says something at least every fifteen seconds. Milliseconds. */
const SILENCE = 40_000;

/** Calls back for each event of a stream until it is stopped. `path`: of the stream. */
export function followEvents<Event extends { readonly type: string }>(
  path: string,
  receive: (event: Event) => void,
  connected: (is: PageConnection) => void,
): () => void {
  const stream = new EventStream(path, receive, connected);
  const turn = (): void => (document.hidden ? stream.close() : stream.open());
  document.addEventListener('visibilitychange', turn);
  stream.open();
  return () => {
    document.removeEventListener('visibilitychange', turn);
    stream.close();
  };
}

/** Sends an act to the server that this page came from. Never throws. */
export async function sendAct<Answer extends { readonly exitCode: number }>(
  act: unknown,
): Promise<Answer | { readonly exitCode: 1; readonly error: ErrorNote }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch('/acts', { method: 'POST', headers, body: JSON.stringify(act) }).catch(
    () => undefined,
  );
  if (response?.ok) return (await response.json()) as Answer;
  const message = response
    ? `The lab’s server refused this: ${await response.text()}`
    : 'The lab’s server does not answer. Nothing is known of what it did.';
  return { exitCode: 1, error: { code: 'ERR_INTERNAL', message } };
}

/** `/events?projector` → `/events?projector&after=epoch.7` */
const pathAfter = (path: string, last: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}after=${last}`;

/**
 * One stream while the page is visible: a browser has six connections for all pages of a server. Each new one says
 * which event was the last.
 */
class EventStream<Event extends { readonly type: string }> {
  readonly #path: string;
  readonly #receive: (event: Event) => void;
  readonly #connected: (is: PageConnection) => void;
  #source: EventSource | undefined;
  #last = '';
  #tries = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(path: string, receive: (event: Event) => void, connected: (is: PageConnection) => void) {
    this.#path = path;
    this.#receive = receive;
    this.#connected = connected;
  }

  open(): void {
    this.close();
    const source = new EventSource(this.#last === '' ? this.#path : pathAfter(this.#path, this.#last));
    this.#source = source;
    source.onopen = () => {
      this.#tries = 0;
      this.#connected('open');
      this.#heard();
    };
    source.onmessage = ({ data, lastEventId }: MessageEvent<string>) => {
      this.#heard();
      if (lastEventId) this.#last = lastEventId;
      const event = JSON.parse(data) as Event | { readonly type: 'still-here' };
      if (event.type !== 'still-here') this.#receive(event as Event);
    };
    source.onerror = () => void this.#lost();
  }

  close(): void {
    clearTimeout(this.#again);
    clearTimeout(this.#silence);
    this.#source?.close();
    this.#source = undefined;
  }

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => void this.#lost(), SILENCE);
  }

  /** The browser’s own retries end at the first answer that is no stream, so they are not used. */
  async #lost(): Promise<void> {
    this.close();
    const pause = PAUSES[Math.min(this.#tries, PAUSES.length - 1)];
    this.#tries += 1;
    this.#again = setTimeout(() => this.open(), pause);
    const answer = await fetch('/page/page.css', { method: 'HEAD' }).catch(() => undefined);
    this.#connected(answer?.status === 401 ? 'refused' : 'lost');
  }
}
