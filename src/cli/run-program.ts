import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { isatty } from 'node:tty';
import { LabError } from '../contract/errors.ts';

/** A signal from the keyboard goes to every process at the terminal; other signals go only to this one. */
const SIGNALS = { SIGINT: 'keyboard', SIGQUIT: 'keyboard', SIGTERM: 'sent', SIGHUP: 'sent' } as const;

type Signal = keyof typeof SIGNALS;

/**
 * Runs a program at this terminal until it ends. Resolves to its exit code; like a shell, to 128 plus the signal's
 * number if a signal ended it. Throws `ERR_USAGE` if there is no such program.
 * https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_08_02
 */
export async function runProgram(
  [file = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn(file, args, { env, stdio: 'inherit' });
  const takeBack = handSignalsTo(child);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal ?? 'SIGTERM'];
  } catch (error) {
    throw notRun(file, error as NodeJS.ErrnoException, env.PATH);
  } finally {
    takeBack();
  }
}

/**
 * While the program runs, it handles the signals that would end this process: an editor or a shell continues after
 * Ctrl-C.
 */
function handSignalsTo(child: ChildProcess): () => void {
  const atTerminal = isatty(0);
  const given = (Object.keys(SIGNALS) as Signal[]).map((name) => {
    const ours = process.listeners(name);
    const pass = () => {
      if (SIGNALS[name] === 'sent' || !atTerminal) child.kill(name);
    };
    process.removeAllListeners(name);
    process.on(name, pass);
    return () => {
      process.off(name, pass);
      for (const listener of ours) process.on(name, listener);
    };
  });
  return () => {
    for (const takeBack of given) takeBack();
  };
}

function notRun(file: string, cause: NodeJS.ErrnoException, path = ''): LabError {
  const { code = '', message } = cause;
  if (code === 'ENOENT' || (code === 'EACCES' && isNowhere(file, path)))
    return new LabError('ERR_USAGE', `There is no program "${file}".`, {
      cause,
      hint: 'check how it is spelled, or give its path',
    });
  const why = code === 'EACCES' ? 'the file is not executable, or you may not read it' : message;
  return new LabError('ERR_USAGE', `The program "${file}" could not be started: ${why}.`, { cause });
}

/**
 * `exec` fails with EACCES if a directory of PATH may not be searched, even if no file has the name.
 * https://man7.org/linux/man-pages/man3/exec.3.html
 */
const isNowhere = (file: string, path: string): boolean =>
  !file.includes('/') && !path.split(delimiter).some((directory) => existsSync(join(directory, file)));
