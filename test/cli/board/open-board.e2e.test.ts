import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { sayToBoard, seatAddress } from '../../../src/cli/room/room-client.ts';
import { type FreshRoom, freshRoom } from '../fleet/room.ts';
import { begunIn } from './begun.ts';

let room: FreshRoom;
beforeAll(async () => {
  room = await freshRoom(2);
});

const begin = (...more: readonly string[]) => begunIn(room, ['board', '--accounts', 'sandbox', ...more]);

const saidBy = (seat: number, file: string) => {
  const link = /"([^"]+)"\r$/.exec(readFileSync(file, 'utf8').split('\n')[seat] ?? '')?.[1] ?? '';
  return sayToBoard(seatAddress(link), { do: 'raise', line: 'Help' }, new AbortController().signal);
};

test('the links of a board’s seats are in the file, are good at once, and are not printed', async () => {
  const file = join(room.stateDir, 'seats.csv');
  const { streams, stop } = begin('--seat-links', file);
  await expect.poll(() => streams.stdout.text).toContain(`The link of each seat is in ${file}.`);
  expect(await saidBy(2, file)).toMatchObject({ hand: 'Help', messages: [] });
  const [, first] = readFileSync(file, 'utf8').match(/seat\/([\w-]{43})/) ?? [];
  expect(streams.stdout.text + streams.stderr.text).not.toContain(first);
  expect(await stop()).toBe(0);
});

test('a board whose links cannot be written does not go on', async () => {
  const { streams, ended } = begin('--seat-links', '/nowhere/seats.csv');
  expect(await ended).toBe(1);
  expect(streams.stderr.text).toMatch(/ERR_OUTPUT[\s\S]*name another file with --seat-links/);
});
