/** How long a user waits in the walk from a key to the next screen, in a pseudo terminal, beside an empty Node process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { BINARY, freshState, kmsLab, median, timed } from './processes.mjs';

const ROUNDS = 7;

/** Every key that opens another screen at a step, and what it shows. */
const KEYS = { g: 'guide', l: 'steps', p: 'page', f: 'diff', m: 'matrix', h: 'hint', c: 'check' };

/** How `src/cli/step/pad.ts` begins each screen, and how the screen of a question ends. */
const BEGINS = '\u001B[H\u001B[K';
const ENDS = /\? all keys\s*$/;

/** The walk at its second step, where every key has something to do. Needs util-linux’s `script`. */
async function sitDown() {
  const state = freshState();
  await kmsLab(['solve', '1'], { state });
  const line = `stty cols 80 rows 24; exec '${process.execPath}' '${BINARY}' step`;
  const child = spawn('script', ['-qfec', line, '/dev/null'], {
    env: { ...process.env, KMS_LAB_STATE_DIR: state, TERM: 'xterm', NO_COLOR: '1', CI: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const left = once(child, 'close');
  let written = '';
  let look = () => {};
  child.stdout.setEncoding('utf8').on('data', (text) => {
    written += text;
    look();
  });
  child.on('close', () => look());
  /** Resolves to the milliseconds until a screen drawn after the key ends like this. */
  const press = (key, ends = ENDS) =>
    new Promise((seen, failed) => {
      const from = written.length;
      const begun = performance.now();
      look = () => {
        if (child.exitCode !== null) failed(new Error(`the walk ended: ${written.slice(from)}`));
        const drawn = written.lastIndexOf(BEGINS);
        if (drawn >= from && ends.test(stripVTControlCharacters(written.slice(drawn)))) {
          look = () => {};
          seen(performance.now() - begun);
        }
      };
      child.stdin.write(key);
      look();
    });
  return { press, left };
}

/** Median milliseconds: of all keys, of each by its name, and of an empty Node process. */
export async function keys() {
  const { press, left } = await sitDown();
  await press('', /q quit\s*$/);
  await press('n');
  const empty = [];
  const seen = Object.fromEntries(Object.keys(KEYS).map((key) => [key, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const key of Object.keys(KEYS)) {
      empty.push((await timed(process.execPath, ['-e', '0'])).ms);
      seen[key].push(await press(key));
    }
  }
  press('q').catch(() => {});
  await left;
  return {
    empty: median(empty),
    all: median(Object.values(seen).flat()),
    each: Object.entries(seen).map(([key, times]) => [KEYS[key], median(times)]),
  };
}
