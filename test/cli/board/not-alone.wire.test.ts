import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { SeatOutcome } from '../../../src/web/board/board-shapes.ts';
import { accountAt, type FreshRoom, freshRoom, ROOM_ROLE } from '../fleet/room.ts';
import { boardOf } from './opened-board.ts';

let room: FreshRoom;
beforeAll(async () => {
  room = await freshRoom(3);
});

const { signal } = new AbortController();
const doing = (told: SeatOutcome[] = []) => ({
  signal,
  begun: () => {},
  tell: (outcome: SeatOutcome) => void told.push(outcome),
});

/** All seats are where step 3 begins, or somebody else has reset them. */
const bring = async (line: string): Promise<void> => {
  const { exitCode, stdout, stderr } = await room.typed(`fleet ${line} --accounts sandbox`);
  expect(exitCode, stdout + stderr).toBe(0);
};

test('an account that vanishes says so in its row, and is read again when it is back', async () => {
  const role = await room.visit(({ accounts }) => {
    const { roles } = accounts[accountAt(2)]!;
    const found = roles[ROOM_ROLE]!;
    delete roles[ROOM_ROLE];
    return structuredClone(found);
  });
  const { serving, close } = await boardOf(room.stateDir);
  await expect(serving.read(2, true)).rejects.toMatchObject({
    code: 'ERR_CREDENTIALS',
    message: expect.stringContaining(accountAt(2)),
  });
  expect(await serving.read(3, true)).toMatchObject({ done: 0 });
  await close();
  await room.visit(({ accounts }) => {
    accounts[accountAt(2)]!.roles[ROOM_ROLE] = role;
  });
  const { serving: again } = await boardOf(room.stateDir);
  expect(await again.read(2, true)).toMatchObject({ done: 0 });
});

test('two boards: what one has done, the other does not do again, although it was agreed to', async () => {
  await bring('goto 3');
  const [one, other] = await Promise.all([boardOf(room.stateDir), boardOf(room.stateDir)]);
  const plans = await Promise.all(
    [one, other].map(async ({ serving }) => (await serving.foresee({ does: 'reset' }, [2], signal)).plans),
  );
  expect(plans.map((of) => of.size)).toEqual([1, 1]);
  expect(await one.serving.work({ does: 'reset' }, [2], { ...doing(), agreed: plans[0] })).toBe(0);
  const told: SeatOutcome[] = [];
  expect(await other.serving.work({ does: 'reset' }, [2], { ...doing(told), agreed: plans[1] })).toBe(0);
  expect(told.at(-1)).toMatchObject({ seat: 2, state: 'same' });
  expect(await other.serving.read(2, true)).toMatchObject({ done: 0 });
});

test('two boards at once: one works in an account, and the other leaves it alone', async () => {
  await bring('goto 3');
  const boards = await Promise.all([boardOf(room.stateDir), boardOf(room.stateDir)]);
  const told = boards.map((): SeatOutcome[] => []);
  const agreed = await Promise.all(
    boards.map(async ({ serving }) => (await serving.foresee({ does: 'reset' }, [3], signal)).plans),
  );
  await Promise.all(
    boards.map(({ serving }, at) =>
      serving.work({ does: 'reset' }, [3], { ...doing(told[at]), agreed: agreed[at] }),
    ),
  );
  const ended = told.map((outcomes) => outcomes.at(-1)?.state);
  expect(ended).toContain('done');
  expect(ended.filter((state) => state !== 'done' && state !== 'same' && state !== 'busy')).toEqual([]);
  expect(await boards[0]!.serving.read(3, true)).toMatchObject({ done: 0 });
});

test('an account that is reset while the question is open: nothing is left to do', async () => {
  await bring('goto 3');
  const { serving } = await boardOf(room.stateDir);
  const { plans } = await serving.foresee({ does: 'reset' }, [2], signal);
  await bring('reset');
  const told: SeatOutcome[] = [];
  expect(await serving.work({ does: 'reset' }, [2], { ...doing(told), agreed: plans })).toBe(0);
  expect(told.at(-1)).toMatchObject({ state: 'same' });
});

test('a roster that changed in mid-class: the next board has other seats, and each its own account', async () => {
  await bring('goto 3');
  const roster = join(room.stateDir, 'room.csv');
  const write = (...seats: readonly number[]) =>
    writeFileSync(
      roster,
      ['account,role', ...seats.map((seat) => `${accountAt(seat)},${ROOM_ROLE}`)].join('\n'),
    );
  write(2, 3);
  const { serving, close } = await boardOf(room.stateDir, { accounts: roster });
  // The board of this class goes on with what it began with.
  write(3);
  expect(await Promise.all([1, 2].map((seat) => serving.read(seat, true)))).toMatchObject([
    { done: 2 },
    { done: 2 },
  ]);
  await close();
  await bring('reset');
  const next = await boardOf(room.stateDir, { accounts: roster });
  expect(next.serving.seats).toMatchObject([{ account: accountAt(3) }]);
  expect(await next.serving.read(1, true)).toMatchObject({ done: 0 });
});
