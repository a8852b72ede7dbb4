import { LabError } from '../contract/errors.ts';
import type { Streams } from './streams.ts';

interface Asked {
  readonly streams: Streams;
  /** The process is asked to end. */
  readonly signal?: AbortSignal | undefined;
}

/** What inquirer's prompts take along. */
interface Context {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Asks with one of inquirer's prompts. Throws `ERR_INTERRUPTED` on Ctrl-C, and where nobody can answer any more. */
export async function ask<T>(
  prompt: (context: Context) => Promise<T>,
  { streams, signal }: Asked,
): Promise<T> {
  const end = endOf(streams.stdin);
  try {
    return await prompt({
      input: streams.stdin as NodeJS.ReadStream,
      output: streams.stdout,
      signal: signal ? AbortSignal.any([signal, end.signal]) : end.signal,
    });
  } catch (error) {
    throw interruption(error);
  } finally {
    end.release();
  }
}

/** What inquirer throws that is no failure. */
const WHYS: Readonly<Record<string, string>> = {
  ExitPromptError: 'Stopped at the question; nothing was changed.',
  AbortPromptError: 'The input ended in the middle of the question; nothing was changed.',
};

function interruption(cause: unknown): unknown {
  const why = cause instanceof Error ? WHYS[cause.name] : undefined;
  return why === undefined ? cause : new LabError('ERR_INTERRUPTED', why, { cause });
}

/** Aborts on Ctrl-D, and when the input is closed: inquirer would wait for an answer that cannot come. */
function endOf(keyboard: Streams['stdin']): { readonly signal: AbortSignal; release(): void } {
  const end = new AbortController();
  const ended = (): void => end.abort();
  const pressed = (_text: string, key?: { readonly name?: string; readonly ctrl?: boolean }): void => {
    if (key?.ctrl && key.name === 'd') ended();
  };
  keyboard.on('keypress', pressed).on('end', ended).on('close', ended);
  if ('readableEnded' in keyboard && keyboard.readableEnded) ended();
  return {
    signal: end.signal,
    release: () => void keyboard.off('keypress', pressed).off('end', ended).off('close', ended),
  };
}
