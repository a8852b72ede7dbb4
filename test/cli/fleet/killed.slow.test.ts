import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { readJson } from '../../../src/disk/read-json.ts';
import type { World } from '../../../src/sandbox/world.ts';
import { BINARY, freshState, kmsLab } from '../../end-to-end/kms-lab.ts';
import { serve } from '../../end-to-end/served.ts';
import { documentsIn, eventsIn } from './room.ts';

const SIZE = 12;

async function documentsOf(state: string) {
  const path = join(state, 'world.json');
  await kmsLab(state, 'sandbox', 'save', path);
  const { accounts } = (await readJson(path, { anyName: true })) as World;
  return Object.fromEntries(
    Object.entries(accounts).flatMap(([id, account]) =>
      Object.keys(account.instances).length > 0 ? [[id, documentsIn(account)]] : [],
    ),
  );
}

/** Starts a command, and kills it without warning once so many accounts are done. Returns the seats that were. */
function killedAfter(state: string, done: number, ...args: readonly string[]): Promise<readonly number[]> {
  const child = spawn(process.execPath, [BINARY, ...args, '--json'], {
    env: { ...process.env, KMS_LAB_STATE_DIR: state, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const seats: number[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = JSON.parse(line) as { type: string; state?: string; seat?: number };
    if (event.type !== 'fleet-account' || event.state !== 'done') return;
    seats.push(event.seat ?? 0);
    if (seats.length >= done) child.kill('SIGKILL');
  });
  return new Promise((ended) => child.on('close', () => ended(seats)));
}

test('a reset that is killed in the middle goes on where it was, and each account is at its baseline', async () => {
  const state = freshState();
  await serve(state, '--accounts', String(SIZE));
  const home = await documentsOf(state);
  expect((await kmsLab(state, 'fleet', 'goto', '4', '--accounts', 'sandbox', '--quiet')).exitCode).toBe(0);
  const moved = await documentsOf(state);
  expect(
    Object.values(moved).filter((one, at) => JSON.stringify(one) === JSON.stringify(Object.values(home)[at])),
  ).toEqual([]);

  const reset = ['fleet', 'reset', '--accounts', 'sandbox', '--concurrency', '4'];
  const before = await killedAfter(state, 4, ...reset);
  expect(before.length).toBeGreaterThanOrEqual(4);
  expect(before.length).toBeLessThan(SIZE);

  const { exitCode, stdout } = await kmsLab(state, 'fleet', 'resume', '--json');
  expect(exitCode).toBe(0);
  const events = eventsIn(stdout);
  const again = events.flatMap((event) => (event.state === 'running' ? [Number(event.seat)] : []));
  // What had ended before its end was written down may be asked again, and nothing else.
  expect(again.filter((seat) => before.slice(0, -4).includes(seat))).toEqual([]);
  expect(events.at(-1)).toMatchObject({ fleet: { accounts: SIZE, open: 0, quarantined: 0 } });
  expect(await documentsOf(state)).toEqual(home);
});
