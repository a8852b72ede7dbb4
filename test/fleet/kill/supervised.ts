import { setTimeout as pause } from 'node:timers/promises';
import type { Program } from '../../cli/fleet/program.ts';

/** A program that ended without being killed, and that had work left. */
export interface UnexpectedExit {
  readonly program: string;
  readonly code: number;
  /** What it said last. */
  readonly reason: string;
}

/** A program that is started again whenever it ends, as a service manager does. */
export interface Supervised {
  readonly now: Program;
  /** False if it had ended by itself. Resolves once another one has been started. */
  kill(): Promise<boolean>;
  /** It has done what it was started for. */
  readonly isDone: boolean;
  /** Starts no other, and ends the last one. */
  stop(): Promise<void>;
}

interface Supervising {
  readonly name: string;
  start(): Program;
  /** Of a program that has ended: there is nothing left to do. */
  isDone?(program: Program): boolean;
  readonly exits: UnexpectedExit[];
}

/** Milliseconds before a program is started again that ended by itself. */
const REST = 500;

export function supervise({ name, start, isDone = () => false, exits }: Supervising): Supervised {
  let now = start();
  let [done, stopped] = [false, false];
  const follow = async (): Promise<void> => {
    while (!done && !stopped) {
      const code = await now.ended;
      done = code !== null && isDone(now);
      if (done || stopped) return;
      if (code !== null) {
        exits.push({ program: name, code, reason: reasonIn(now.errors) });
        await pause(REST);
      }
      if (!stopped) now = start();
    }
  };
  const following = follow();
  return {
    get now() {
      return now;
    },
    get isDone() {
      return done;
    },
    async kill() {
      const one = now;
      one.kill('SIGKILL');
      const isKilled = (await one.ended) === null;
      while (now === one && !done) await pause(10);
      return isKilled;
    },
    async stop() {
      stopped = true;
      now.kill('SIGKILL');
      await now.ended;
      await following;
    },
  };
}

/** The paragraph that names the error. */
function reasonIn(errors: readonly string[]): string {
  const begins = errors.findIndex((line) => /ERR_|error:/i.test(line));
  const [paragraph = ''] = errors.slice(Math.max(begins, 0)).join('\n').split('\n\n');
  return paragraph.replace(/\s+/g, ' ').slice(0, 300) || 'it said nothing';
}
