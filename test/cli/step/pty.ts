import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import xterm from '@xterm/headless';
import { onTestFinished } from 'vitest';
import { CLEAR } from '../../../src/cli/step/pad.ts';

const BINARY = resolve(import.meta.dirname, '../../../dist/kms-lab.js');
/** Milliseconds: after that, the expected output will not appear. */
const PATIENCE = 120_000;

export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';
export const DOWN = '\u001B[B';
export const ENTER = '\r';
export const SPACE = ' ';

/** The end of a question's line of keys, and of a screen that is only shown. */
export const KEYS = '? all keys';
export const GO_ON = 'go on';

/** How the last line of a whole screen ends: it has arrived. */
const SCREEN_END = /(?:\? all keys|q quit|n no|Enter back|Ctrl-C stop)\s*$/;

interface Seat {
  readonly stateDir: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A user at a terminal. */
export interface Person {
  /** Waits until the text appears, after everything that was seen before. */
  sees(text: string): Promise<void>;
  types(keys: string): void;
  /** Presses a key, and waits until a screen drawn since is complete, and contains this text, however it is wrapped. */
  presses(key: string, until: string): Promise<void>;
  /** Waits until the current screen is complete and contains this text, whatever it was drawn for. */
  finds(text: string): Promise<void>;
  /** Everything that was on the screen, as it looks: without what was drawn over. */
  screen(): Promise<string>;
  /** What is on the screen now. */
  shows(): Promise<string>;
  /** Everything that was written, to the byte. */
  written(): string;
  /** Closes the terminal: its programs get a signal, and nothing reads their output any more. */
  hangsUp(): Promise<void>;
  /** Waits for the end, and tells the exit code. */
  leaves(): Promise<number>;
}

/** Runs the built command line in a pseudo-terminal of that width. */
export function sitDown(
  line: string,
  { stateDir, columns = 80, rows = 24, env = { NO_COLOR: '1' } }: Seat,
): Person {
  const child = spawn(
    'script',
    [
      '-qfec',
      `stty cols ${columns} rows ${rows}; exec '${process.execPath}' '${BINARY}' ${line}`,
      '/dev/null',
    ],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        TERM: 'xterm',
        ...env,
        KMS_LAB_STATE_DIR: stateDir,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: 5_000,
    allowProposedApi: true,
  });
  const exited = exitOf(child);
  // Ending it closes the terminal, and so ends what runs in it.
  onTestFinished(() => void child.kill('SIGKILL'));
  const drawn = (from: () => number): Promise<string> =>
    new Promise((shown) => {
      terminal.write('', () => {
        const { active } = terminal.buffer;
        const lines = Array.from({ length: active.length }, (_, index) =>
          active.getLine(index)?.translateToString(true),
        );
        shown(lines.slice(from()).join('\n').trimEnd());
      });
    });
  let written = '';
  let seenTo = 0;
  let look = (): void => {};
  /** Waits until it finds the end of what is waited for in what was written. */
  const until = (what: string, find: () => number | undefined) =>
    new Promise<void>((seen, failed) => {
      const timer = setTimeout(() => {
        look = () => {};
        failed(
          new Error(`“${what}” did not come up after:\n${stripVTControlCharacters(written).slice(seenTo)}`),
        );
      }, PATIENCE);
      look = () => {
        const end = find();
        if (end === undefined) return;
        look = () => {};
        seenTo = end;
        clearTimeout(timer);
        seen();
      };
      look();
    });
  /** Of the last screen, if it was drawn from there on. */
  const onScreen = (text: string, from: number) => () => {
    const drawn = written.lastIndexOf(CLEAR);
    const screen = stripVTControlCharacters(written.slice(drawn));
    const isWhole = drawn >= from && SCREEN_END.test(screen);
    const says = screen.replace(/\s+/g, ' ');
    return isWhole && says.includes(text) ? stripVTControlCharacters(written).length : undefined;
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    terminal.write(text);
    look();
  });
  return {
    sees: (text) =>
      until(text, () => {
        const found = stripVTControlCharacters(written).indexOf(text, seenTo);
        return found < 0 ? undefined : found + text.length;
      }),
    types: (keys) => void child.stdin.write(keys),
    presses(key, text) {
      const from = written.length;
      child.stdin.write(key);
      return until(text, onScreen(text, from));
    },
    finds: (text) => until(text, onScreen(text, 0)),
    screen: () => drawn(() => 0),
    shows: () => drawn(() => terminal.buffer.active.baseY),
    written: () => written,
    async hangsUp() {
      child.kill('SIGKILL');
      await exited;
    },
    leaves: () => exited,
  };
}

/** Waits for a question, and presses the keys that answer it, one after the other. */
export async function presses(person: Person, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await person.sees(KEYS);
    person.types(key);
  }
}

/** Reads what is only shown. */
export async function goesOn(person: Person): Promise<void> {
  await person.sees(GO_ON);
  person.types('n');
}

const exitOf = (child: ChildProcess): Promise<number> =>
  new Promise((ended, failed) => {
    child.on('error', failed);
    child.on('close', (exitCode) => ended(exitCode ?? -1));
  });
