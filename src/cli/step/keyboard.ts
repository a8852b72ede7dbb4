import { emitKeypressEvents } from 'node:readline';
import { LabError } from '../../contract/errors.ts';
import { ENDED, STOPPED } from '../questions.ts';
import { drawable } from '../shown-streams.ts';
import type { Streams } from '../streams.ts';
import type { Press } from './question.ts';

type Input = Streams['stdin'];

/** Receives keys until another listener does. */
export interface Listener {
  pressed(press: Press): void;
  /** Ctrl-C. */
  stopped(): void;
  /** Ctrl-D, or the input is closed: no key will follow. */
  ended(): void;
}

/**
 * Makes the terminal mark pasted text, because pasted text is not an answer.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Bracketed-Paste-Mode
 */
const MARK_PASTES = '\u001B[?2004h';
const LEAVE_PASTES = '\u001B[?2004l';

/**
 * The keys of a terminal. While it is open, nothing typed is echoed. A key goes to the listener at that moment;
 * without one it is dropped, except Ctrl-C.
 */
export class Keyboard {
  readonly #input: Input;
  readonly #output: Streams['stdout'];
  #listener: Listener | undefined;
  #isPasted = false;

  constructor({ stdin, stdout }: Pick<Streams, 'stdin' | 'stdout'>) {
    this.#input = stdin;
    this.#output = drawable(stdout);
    this.open();
  }

  open(): void {
    emitKeypressEvents(this.#input);
    this.#input.setRawMode?.(true);
    this.#input.on('keypress', this.#pressed).on('end', this.#ended).on('close', this.#ended).resume();
    this.#output.write(MARK_PASTES);
  }

  /** Leaves the keys to others. */
  close(): void {
    this.#output.write(LEAVE_PASTES);
    this.#input.off('keypress', this.#pressed).off('end', this.#ended).off('close', this.#ended).pause();
    this.#input.setRawMode?.(false);
  }

  /** The first answer that a key gives. Throws `ERR_INTERRUPTED` on Ctrl-C, and if no key can follow. */
  answer<T>(
    pressed: (press: Press) => { readonly answer: T } | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    let stopped = (): void => {};
    const answered = new Promise<T>((answer, refuse) => {
      stopped = (): void => refuse(new LabError('ERR_INTERRUPTED', STOPPED));
      const ended = (): void => refuse(new LabError('ERR_INTERRUPTED', ENDED));
      this.#listener = {
        pressed(press) {
          const found = pressed(press);
          if (found) answer(found.answer);
        },
        stopped,
        ended,
      };
      signal?.addEventListener('abort', stopped, { once: true });
      if (signal?.aborted) stopped();
      if ('readableEnded' in this.#input && this.#input.readableEnded) ended();
    });
    return answered.finally(() => {
      signal?.removeEventListener('abort', stopped);
      this.#forget();
    });
  }

  /** Passes these keys on until the work is done. */
  during<T>(work: Promise<T>, listener: Listener): Promise<T> {
    this.#listener = listener;
    return work.finally(this.#forget);
  }

  readonly #forget = (): void => {
    this.#listener = undefined;
  };

  readonly #ended = (): void => this.#listener?.ended();

  readonly #pressed = (_text: string | undefined, key: Press): void => {
    if (key.name === 'paste-start') this.#isPasted = true;
    else if (key.name === 'paste-end') this.#isPasted = false;
    else if (this.#isPasted) return;
    else if (key.ctrl && key.name === 'c') this.#stopped();
    else if (key.ctrl && key.name === 'd') this.#ended();
    else if (!key.ctrl) this.#listener?.pressed(key);
  };

  /** Without a listener, it is for the process: a terminal in raw mode sends no signal. */
  #stopped(): void {
    if (this.#listener) this.#listener.stopped();
    else process.kill(process.pid, 'SIGINT');
  }
}
