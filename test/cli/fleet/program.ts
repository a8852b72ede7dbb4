import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { BINARY } from '../../end-to-end/kms-lab.ts';

/** A program of the fleet, which runs on. */
export interface Program {
  /** The first line that it writes from now on, or wrote before, that matches. Fails if it ends before. */
  says(line: RegExp): Promise<string>;
  /** Its exit code; `null` if a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly lines: readonly string[];
  /** Those of its standard error. */
  readonly errors: readonly string[];
  isOver(): boolean;
  kill(signal: NodeJS.Signals): void;
}

export function program(args: readonly string[], env: NodeJS.ProcessEnv): Program {
  const child: ChildProcess = spawn(process.execPath, [BINARY, ...args], {
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [lines, errors]: [string[], string[]] = [[], []];
  const heard = new EventTarget();
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (stream === child.stderr) errors.push(line);
      heard.dispatchEvent(new Event('line'));
    });
  }
  const ended = once(child, 'close').then(([code]) => {
    heard.dispatchEvent(new Event('line'));
    return code as number | null;
  });
  return {
    lines,
    errors,
    ended,
    isOver: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => void child.kill(signal),
    async says(line) {
      for (;;) {
        const found = lines.find((one) => line.test(one));
        if (found !== undefined) return found;
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(lines.join('\n'));
        await once(heard, 'line');
      }
    },
  };
}
