import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openKeptRoom } from '../../../src/cli/board/kept-room.ts';
import type { BoardRow } from '../../../src/web/board/board-shapes.ts';

const ACCOUNTS = ['222200000001', '222200000002'];
const AT = '2026-11-30T12:00:00.000Z';
const row = (seat: number, more: Partial<BoardRow> = {}): BoardRow => ({
  ...{ seat, asOf: AT, since: AT, spent: [1000, null] },
  ...{ name: 'Ada', account: ACCOUNTS[seat - 1]!, reading: { done: 1, isBegun: true } },
  ...more,
});
const freshFile = (): string => join(mkdtempSync(join(tmpdir(), 'kms-lab-kept-')), 'room.json');
const silent = (text: string): never => {
  throw new Error(text);
};

test('what was seen of an account is found by its id, wherever it is on the next roster', async () => {
  const path = freshFile();
  const { keep, seen } = await openKeptRoom(path, ACCOUNTS, silent);
  expect(seen.size).toBe(0);
  const moments = [{ at: AT, done: 1, cause: { id: 'a', title: 'A' } }];
  await keep([row(1), { seat: 2, spent: [null, null] }], [moments, []]);
  const next = await openKeptRoom(path, ['222200000009', ACCOUNTS[0]!], silent);
  expect([...next.seen]).toEqual([[2, { asOf: AT, since: AT, done: 1, spent: [1000, null], moments }]]);
  expect(readFileSync(path, 'utf8')).not.toContain('Ada');
  expect(statSync(path).mode & 0o077).toBe(0);
});

test('an account that leaves the roster and comes back has its times', async () => {
  const path = freshFile();
  await (await openKeptRoom(path, ACCOUNTS, silent)).keep([row(1), row(2)], []);
  await (await openKeptRoom(path, ACCOUNTS.slice(1), silent)).keep(
    [row(1, { reading: { done: 0, isBegun: false } })],
    [],
  );
  const { seen } = await openKeptRoom(path, ACCOUNTS, silent);
  expect([...seen.values()].map(({ done }) => done)).toEqual([1, 0]);
});

test.each([
  ['a file that is no room', '{"version":1,"accounts":{"1":{"done":-1}}}', 'ERR_STATE_DAMAGED'],
  ['a file of a newer version', '{"version":2}', 'ERR_STATE_NEWER'],
])('%s is refused, and stays as it was', async (_, text, code) => {
  const path = freshFile();
  writeFileSync(path, text);
  await expect(openKeptRoom(path, ACCOUNTS, silent)).rejects.toMatchObject({
    code,
    hint: expect.stringContaining('--keep'),
  });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a folder that cannot be written is told before the room begins', async () => {
  await expect(openKeptRoom('/proc/none/room.json', ACCOUNTS, silent)).rejects.toMatchObject({
    code: 'ERR_STATE_UNWRITABLE',
    hint: expect.stringContaining('--keep'),
  });
});
