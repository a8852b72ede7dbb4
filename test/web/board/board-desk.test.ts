import { describe, expect, test } from 'vitest';
import { LabError } from '../../../src/contract/errors.ts';
import { BoardDesk } from '../../../src/web/board/board-desk.ts';
import type { Doing } from '../../../src/web/board/board-parts.ts';
import { fakeRoom } from './fake-room.ts';
import { NOON } from './rows.ts';

const at = (done: number) => ({ done, isBegun: false });
const NEVER = new AbortController().signal;

/** Watches for so many seconds of the room's clock. */
async function watched(room: ReturnType<typeof fakeRoom>, seconds: number): Promise<BoardDesk> {
  const desk = new BoardDesk(room.parts);
  const over = new AbortController();
  const { sleep } = room.parts.clock;
  const end = room.now.ms + seconds * 1000;
  Object.assign(room.parts.clock, {
    async sleep(ms: number) {
      await sleep(ms);
      if (room.now.ms >= end) over.abort();
    },
  });
  await desk.watch(over.signal);
  return desk;
}

test('an account is read once in a pause; one that is done, and one that cannot be read, more rarely', async () => {
  const room = fakeRoom([at(0), at(3), new LabError('ERR_AWS', 'No answer.')]);
  await watched(room, 250);
  const times = (seat: number) =>
    room.asked.flatMap(([one, when]) => (one === seat ? [Math.round(when / 10) * 10] : []));
  expect(times(1).length).toBeGreaterThanOrEqual(8);
  expect(times(2).length).toBeLessThanOrEqual(3);
  expect(times(3)).toEqual([0, 60, 180]);
});

test('it looks around anew every five minutes', async () => {
  const room = fakeRoom([at(0)]);
  await watched(room, 650);
  const thorough = room.asked.filter(([, , is]) => is).map(([, when]) => Math.floor(when / 100));
  expect(thorough).toEqual([0, 3, 6]);
});

test('the error of one account is in its row, with what was seen before; the others go on', async () => {
  const room = fakeRoom([at(1), at(2)]);
  const desk = new BoardDesk(room.parts);
  await desk.act({ do: 'read', seats: [1, 2] }, NEVER);
  room.current[0] = new LabError('ERR_CREDENTIALS', 'The session has expired.', { hint: 'sign in again' });
  await desk.act({ do: 'read', seats: [1, 2] }, NEVER);
  const [first, second] = desk.view('acting').rows;
  expect(first).toMatchObject({ reading: at(1), error: { code: 'ERR_CREDENTIALS', hint: 'sign in again' } });
  expect(second?.error).toBeUndefined();
});

test('many questions about one seat are one reading', async () => {
  const room = fakeRoom([at(0)]);
  const desk = new BoardDesk(room.parts);
  await Promise.all(Array.from({ length: 200 }, () => desk.act({ do: 'read', seats: [1] }, NEVER)));
  expect(room.asked.length).toBe(1);
});

describe('what the instructor does', () => {
  const RESET = { do: 'work', verb: { does: 'reset' }, seats: [1] } as const;

  test.each([
    ['what was not foreseen', 'sandbox', { ...RESET }, 'ERR_CONSENT'],
    ['another seat than the room has', 'sandbox', { ...RESET, seats: [9] }, 'ERR_UNKNOWN_NAME'],
    ['something made up', 'sandbox', { ...RESET, agreed: 'x' }, 'ERR_CONSENT'],
  ] as const)('%s is refused', async (_, target, act, code) => {
    const desk = new BoardDesk(fakeRoom([at(0)], { target }).parts);
    expect(await desk.act(act, NEVER)).toMatchObject({ exitCode: expect.any(Number), error: { code } });
  });

  test('real accounts need their number, and an agreement is good once and for its verb only', async () => {
    const done: string[] = [];
    const room = fakeRoom([at(0), at(0)], {
      target: 'aws',
      async work({ does }, _, { agreed }: Doing) {
        done.push(`${does} ${agreed?.size}`);
        return 0;
      },
    });
    const desk = new BoardDesk(room.parts);
    const seats = [1, 2];
    const { foreseen } = await desk.act({ do: 'foresee', verb: { does: 'reset' }, seats }, NEVER);
    const work = { do: 'work', verb: { does: 'reset' }, seats, agreed: foreseen!.agreed } as const;
    const code = async (act: Parameters<BoardDesk['act']>[0]) => (await desk.act(act, NEVER)).error?.code;
    expect(await code(work)).toBe('ERR_CONSENT');
    expect(await code({ ...work, count: '1' })).toBe('ERR_CONSENT');
    expect(await code({ ...work, verb: { does: 'goto', step: 'one' }, count: '2' })).toBe('ERR_CONSENT');
    expect(await code({ ...work, count: '2' })).toBeUndefined();
    expect(await code({ ...work, count: '2' })).toBe('ERR_CONSENT');
    expect(done).toEqual(['reset 2']);
  });

  test('one thing at a time; stopping it ends it, and what it told stays', async () => {
    const room = fakeRoom([at(0)], {
      async work(_, __, { signal, tell, begun }) {
        begun('a-fleet');
        tell({ seat: 1, state: 'running' });
        tell({ seat: 1, state: 'done' });
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        throw new LabError('ERR_INTERRUPTED', 'Stopped.');
      },
    });
    const desk = new BoardDesk(room.parts);
    const running = desk.act({ do: 'work', verb: { does: 'check' }, seats: [1] }, NEVER);
    const second = await desk.act({ do: 'work', verb: { does: 'hint' }, seats: [1] }, NEVER);
    expect(second.error?.code).toBe('ERR_LOCKED');
    await desk.act({ do: 'stop' }, NEVER);
    expect(await running).toMatchObject({ exitCode: 130, error: { code: 'ERR_INTERRUPTED' } });
    expect(desk.view('acting').work).toMatchObject({
      ...{ does: 'check', fleet: 'a-fleet', outcomes: [{ seat: 1, state: 'done' }] },
      ended: { exitCode: 130 },
    });
  });
});

describe('what a seat says', () => {
  test('has its account read soon, and not more often than every five seconds', async () => {
    const room = fakeRoom([at(0), at(0)]);
    const { sleep } = room.parts.clock;
    let hear = (): void => {};
    Object.assign(room.parts.clock, {
      async sleep(ms: number) {
        hear();
        await sleep(ms);
      },
    });
    const over = new AbortController();
    const desk = new BoardDesk(room.parts);
    hear = () => {
      if (room.now.ms - NOON >= 12_000) over.abort();
      else if (room.now.ms - NOON >= 1000) desk.hear(1, { do: 'report', settled: 'passed' });
    };
    await desk.watch(over.signal);
    expect(room.asked.map(([seat, when]) => [seat, when])).toEqual([
      [1, 0],
      [2, 0],
      [1, 5],
      [1, 10],
    ]);
  });

  test('a hand that is raised while the account is read stays raised', async () => {
    let end = (): void => {};
    const reading = new Promise<void>((resolve) => {
      end = resolve;
    });
    const room = fakeRoom([at(0)], {
      async read() {
        await reading;
        return at(1);
      },
    });
    const desk = new BoardDesk(room.parts);
    const read = desk.act({ do: 'read', seats: [1] }, NEVER);
    desk.hear(1, { do: 'raise', line: 'Help' });
    end();
    await read;
    expect(desk.view('acting').rows[0]).toMatchObject({ hand: { line: 'Help' }, reading: { done: 1 } });
  });

  test('another line does not put the hand back to the end', () => {
    const room = fakeRoom([at(0)]);
    const desk = new BoardDesk(room.parts);
    desk.hear(1, { do: 'raise', line: 'one' });
    room.now.ms += 60_000;
    desk.hear(1, { do: 'raise', line: 'two' });
    expect(desk.view('acting').rows[0]?.hand).toEqual({ at: new Date(NOON).toISOString(), line: 'two' });
    desk.hear(1, { do: 'lower' });
    expect(desk.view('acting').rows[0]).not.toHaveProperty('hand');
  });

  test.each([
    ['reset', { does: 'reset' }, 'done', [{ is: 'did', does: 'reset' }]],
    ['goto', { does: 'goto', step: 'two' }, 'done', [{ is: 'did', does: 'goto', step: 'two' }]],
    ['a reset that changed nothing', { does: 'reset' }, 'same', []],
    ['a check', { does: 'check' }, 'done', []],
  ] as const)('is answered with what the instructor did: %s', async (_, verb, state, expected) => {
    const room = fakeRoom([at(0), at(0)], {
      async work(__, ___, { tell }) {
        tell({ seat: 1, state: 'running' });
        tell({ seat: 1, state });
        return 0;
      },
    });
    const desk = new BoardDesk(room.parts);
    const { foreseen } = await desk.act({ do: 'foresee', verb, seats: [1] }, NEVER);
    await desk.act({ do: 'work', verb, seats: [1], agreed: foreseen!.agreed }, NEVER);
    expect(desk.hear(1, { do: 'listen' }).messages).toMatchObject(expected);
    expect(desk.hear(1, { do: 'listen' }).messages).toHaveLength(expected.length);
    expect(desk.hear(2, { do: 'listen' }).messages).toEqual([]);
  });
});

describe('what is kept for the next board', () => {
  const SINCE = new Date(NOON - 600_000).toISOString();
  const seen = new Map([[1, { asOf: SINCE, since: SINCE, done: 0, spent: [null, null, null] }]]);

  test('is shown until the account is read, and its time goes on', async () => {
    const room = fakeRoom([at(1)], { seen });
    const desk = new BoardDesk(room.parts);
    expect(desk.view('acting').rows[0]).toMatchObject({ asOf: SINCE, reading: at(0) });
    await desk.act({ do: 'read', seats: [1] }, NEVER);
    expect(desk.view('acting').rows[0]).toMatchObject({ reading: at(1), spent: [600_000, null, null] });
  });

  test('of other steps is of no use', () => {
    const other = new Map([[1, { ...seen.get(1)!, spent: [null] }]]);
    const [row] = new BoardDesk(fakeRoom([at(1)], { seen: other }).parts).view('acting').rows;
    expect(row).not.toHaveProperty('asOf');
  });

  test('is saved every ten seconds and at the end', async () => {
    const kept: number[] = [];
    const room = fakeRoom([at(1)], { keep: async ([row]) => void kept.push(row?.reading?.done ?? -1) });
    await watched(room, 25);
    expect(kept).toEqual([-1, 1, 1, 1]);
  });
});
