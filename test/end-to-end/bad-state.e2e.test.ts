import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { whatToDo } from '../what-to-do.ts';
import { kmsLab, tell } from './in-process.ts';
import { freshState } from './kms-lab.ts';

const ACCOUNT = join('sandbox', '111122223333', 'us-east-1');

/** What prevents the command, and how the tool says so. */
const CASES: readonly (readonly [
  what: string,
  spoil: (state: string) => void,
  exit: number,
  code: string,
])[] = [
  [
    'a sandbox that is not JSON',
    (state) => write(state, 'sandbox/world/world.json', '{'),
    1,
    'ERR_STATE_DAMAGED',
  ],
  [
    'a sandbox of a newer version',
    (state) => write(state, 'sandbox/world/world.json', '{"version":99}'),
    1,
    'ERR_STATE_NEWER',
  ],
  [
    'a damaged baseline',
    (state) => write(state, `${ACCOUNT}/checkpoints/baseline.json`, 'oops'),
    1,
    'ERR_STATE_DAMAGED',
  ],
  [
    'a baseline of a newer version',
    (state) => write(state, `${ACCOUNT}/checkpoints/baseline.json`, '{"version":2}'),
    1,
    'ERR_STATE_NEWER',
  ],
  ['a file where the folder should be', (state) => write(state, 'sandbox', ''), 1, 'ERR_STATE_DAMAGED'],
  [
    'another run',
    (state) =>
      write(
        state,
        'sandbox.lock',
        JSON.stringify({ host: 'elsewhere', pid: 1, since: 'noon', command: 'run' }),
      ),
    6,
    'ERR_LOCKED',
  ],
];

function write(state: string, name: string, content: string): void {
  mkdirSync(join(state, name, '..'), { recursive: true });
  writeFileSync(join(state, name), content);
}

describe('the state directory', () => {
  test.each(CASES)(
    '%s is reported, with what to type next, and not changed',
    async (_, spoil, exit, code) => {
      const state = freshState();
      spoil(state);
      const before = snapshot(state);
      const told = await tell(state, 'run');
      expect(told.exitCode).toBe(exit);
      expect(told.summary.error).toMatchObject({ code });
      expect(whatToDo(told.summary.error)).not.toBe('');
      expect(snapshot(state)).toEqual(before);
    },
  );

  test.each(['/dev/null/kms-lab', '/proc/kms-lab'])('that cannot be written: %s', async (directory) => {
    const answer = await kmsLab(directory, 'run');
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toMatch(/cannot be written/);
    expect(answer.stderr).toMatch(/--state-dir/);
  });

  test('two runs at once: one works, and the other waits for it or learns who holds the account', async () => {
    const state = freshState();
    const both = await Promise.all([tell(state, 'run'), tell(state, 'run')]);
    expect(both.filter(({ summary }) => summary.writes > 0)).toHaveLength(1);
    for (const { exitCode, summary } of both) {
      if (exitCode === 0) continue;
      expect(exitCode).toBe(6);
      expect(summary.error?.message).toMatch(/kms-lab run \(process \d+ on .+\) since \d{4}-/);
    }
  });
});

const snapshot = (state: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(state, { recursive: true, withFileTypes: true })
      // The sandbox's log of requests is not state.
      .filter((entry) => entry.isFile() && entry.name !== 'log.ndjson')
      .map((entry) => [
        join(entry.parentPath, entry.name),
        readFileSync(join(entry.parentPath, entry.name), 'utf8'),
      ]),
  );
