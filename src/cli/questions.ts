import { createInterface } from 'node:readline';
import { LabError } from '../contract/errors.ts';
import { visible } from '../report/visible.ts';
import { drawable } from './shown-streams.ts';
import { isTerminal, type Streams } from './streams.ts';

export interface Asked {
  readonly streams: Streams;
  /** The process was asked to end. */
  readonly signal?: AbortSignal | undefined;
}

/** What inquirer's prompts need. */
interface Context {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Asks with one of inquirer's prompts. Throws `ERR_INTERRUPTED` on Ctrl-C, and if the input has ended. */
export async function askQuestion<T>(
  prompt: (context: Context) => Promise<T>,
  { streams, signal }: Asked,
): Promise<T> {
  const end = endOf(streams.stdin);
  try {
    return await prompt({
      input: streams.stdin as NodeJS.ReadStream,
      // It draws past the protection of the streams: what it is given is made visible first.
      output: drawable(streams.stdout),
      signal: signal ? AbortSignal.any([signal, end.signal]) : end.signal,
    });
  } catch (error) {
    throw interruption(error);
  } finally {
    end.release();
  }
}

/**
 * Asks for a line of text: with an editable line if the terminal can move its cursor, otherwise a plain one. `wrong`:
 * what is wrong with an answer, which is then asked for again. Throws `ERR_INTERRUPTED`.
 */
export async function askForText(
  message: string,
  asked: Asked,
  wrong: (typed: string) => string | undefined = () => undefined,
): Promise<string> {
  if (isTerminal(asked.streams)) {
    const { default: inquirer } = await import('inquirer');
    const validate = (typed: string) => wrong(typed.trim()) ?? true;
    const { typed } = await askQuestion(
      (context) =>
        inquirer.createPromptModule(context)<{ typed: string }>([
          { type: 'input', name: 'typed', message: visible(message), validate },
        ]),
      asked,
    );
    return typed.trim();
  }
  for (;;) {
    const typed = (await askLine(message, asked)).trim();
    const fault = wrong(typed);
    if (fault === undefined) return typed;
    asked.streams.stdout.write(`${fault}\n`);
  }
}

/**
 * Asks a yes-or-no question; Enter alone means no. With a prompt if the terminal can move its cursor, otherwise in
 * plain lines. Throws `ERR_INTERRUPTED`.
 */
export async function askYesOrNo(message: string, asked: Asked): Promise<boolean> {
  if (isTerminal(asked.streams)) {
    const { default: inquirer } = await import('inquirer');
    const { yes } = await askQuestion(
      (context) =>
        inquirer.createPromptModule(context)<{ yes: boolean }>([
          { type: 'confirm', name: 'yes', message: visible(message), default: false },
        ]),
      asked,
    );
    return yes;
  }
  const wrong = (typed: string) => (/^(y|yes|n|no)?$/i.test(typed) ? undefined : 'Type y or n.');
  const typed = await askForText(`${message} y or n, then Enter:`, asked, wrong);
  return /^y/i.test(typed);
}

/** A plain line from the terminal, with nothing that moves. Throws `ERR_INTERRUPTED`. */
export async function askLine(message: string, { streams, signal }: Asked): Promise<string> {
  const { stdin, stdout } = streams;
  if (message !== '') stdout.write(`${message} `);
  const lines = createInterface({ input: stdin, terminal: false });
  let stop = (): void => {};
  try {
    return await new Promise<string>((typed, refuse) => {
      stop = () => refuse(new LabError('ERR_INTERRUPTED', STOPPED));
      lines.once('line', typed).once('close', () => refuse(new LabError('ERR_INTERRUPTED', ENDED)));
      signal?.addEventListener('abort', stop, { once: true });
      if (signal?.aborted) stop();
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    lines.close();
  }
}

export const STOPPED = 'Stopped at the question. Nothing was changed.';
export const ENDED = 'The input ended at the question. Nothing was changed.';

/** Errors of inquirer that are not failures. */
const WHYS: Readonly<Record<string, string>> = {
  ExitPromptError: STOPPED,
  AbortPromptError: ENDED,
};

function interruption(cause: unknown): unknown {
  const why = cause instanceof Error ? WHYS[cause.name] : undefined;
  return why === undefined ? cause : new LabError('ERR_INTERRUPTED', why, { cause });
}

/** Aborts on Ctrl-D, and when the input is closed: inquirer would wait for an answer that cannot arrive. */
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
