import type { Streams } from '../streams.ts';

type Keyboard = Streams['stdin'];

const CTRL_C = '\u0003';

/**
 * While work goes on, nothing that is typed is echoed into it, or kept as the answer to the next question. Ctrl-C stops
 * the work and not the program; from then on it is the system's again, so that the next one is heard by the process.
 */
export async function heldWhile<T>(
  keyboard: Keyboard,
  work: (stopped: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const typed = (keys: Buffer | string): void => {
    if (!keys.toString().includes(CTRL_C)) return;
    keyboard.setRawMode?.(false);
    stop.abort();
  };
  keyboard.setRawMode?.(true);
  keyboard.on('data', typed);
  keyboard.resume();
  try {
    return await work(stop.signal);
  } finally {
    keyboard.off('data', typed);
    keyboard.pause();
    keyboard.setRawMode?.(false);
  }
}
