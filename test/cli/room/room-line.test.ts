import { describe, expect, test } from 'vitest';
import { NotTaken } from '../../../src/cli/room/room-client.ts';
import { RoomLine } from '../../../src/cli/room/room-line.ts';
import type { SeatAnswer, SeatSays } from '../../../src/web/board/seat-shapes.ts';

type Answering = (says: SeatSays) => SeatAnswer | NotTaken;

const QUIET: SeatAnswer = { board: 'b', messages: [] };
const GONE = new NotTaken('gone', 'ECONNREFUSED');
const AT = '2026-11-29T14:02:00.000Z';
const LOCAL = new Date(AT).toTimeString().slice(0, 5);

/** A line to a board that answers so, and whose pauses end when the test says so. */
function lineTo(answer: Answering) {
  const state = { answer };
  const said: SeatSays[] = [];
  const pauses: (() => void)[] = [];
  const slept: number[] = [];
  const line = new RoomLine({
    async say(says) {
      said.push(says);
      const given = state.answer(says);
      if (given instanceof NotTaken) throw given;
      return given;
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        slept.push(ms);
        pauses.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
  });
  /** Everything that is on its way has arrived. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const pass = async (): Promise<void> => {
    pauses.pop()?.();
    await settle();
  };
  /** The lines of one question. */
  const shownAt = async (during: () => Promise<void> = settle): Promise<readonly string[]> =>
    line.during(async () => {
      await during();
      return [...line.news.lines];
    });
  return { line, said, state, slept, settle, pass, shownAt };
}

const told = (text: string, id: string): SeatAnswer => ({
  board: 'b',
  messages: [{ is: 'said', id, at: AT, text }],
});

describe('messages', () => {
  test('are asked for while a question is open, shown once, and the board hears that they were', async () => {
    const { said, state, pass, shownAt } = lineTo(() => QUIET);
    const heard: number[] = [];
    const shown = await shownAt(async () => {
      state.answer = () => told('Five \u202Eminutes.\n', 'b.1');
      await pass();
      state.answer = () => QUIET;
      heard.push(said.length);
      await pass();
    });
    expect(shown).toEqual([`The instructor, at ${LOCAL}: Five \uFFFDminutes.\uFFFD`]);
    expect(said).toEqual([{ do: 'listen' }, { do: 'listen', heard: 'b.1' }]);
    expect(await shownAt()).toEqual([]);
  });

  test('that came while a task went on are shown at the next question, too', async () => {
    const { line, pass, shownAt } = lineTo(() => told('x', 'b.1'));
    await line.listening(pass);
    expect(line.news.lines).toHaveLength(1);
    expect(await shownAt()).toHaveLength(1);
    expect(await shownAt()).toEqual([]);
  });

  test('call back those who draw, until they no longer care', async () => {
    const { line, state, settle } = lineTo(() => QUIET);
    let drawn = 0;
    const ignore = line.news.heed(() => {
      drawn += 1;
    });
    state.answer = () => told('x', 'b.1');
    line.settled([]);
    await settle();
    ignore();
    line.settled([]);
    await settle();
    expect(drawn).toBe(1);
  });

  test.each([
    [{ does: 'reset' }, 'The instructor reset your lab at'],
    [{ does: 'goto', step: 'strip' }, 'The instructor moved your lab to strip at'],
    [{ does: 'solve', step: 'st\u0007rip' }, 'The instructor solved st\uFFFDrip in your lab at'],
  ] as const)('say what was done in the account: %j', async (did, text) => {
    const { line, settle, shownAt } = lineTo(() => ({
      board: 'b',
      messages: [{ is: 'did', id: 'b.1', at: AT, ...did }],
    }));
    line.settled([]);
    await settle();
    expect(await shownAt()).toEqual([`${text} ${LOCAL}.`]);
  });
});

describe('a hand', () => {
  test('is raised and lowered with one key, and its line is made visible', async () => {
    let hand: string | undefined;
    const { line, said } = lineTo((says) => {
      if (says.do === 'raise') hand = says.line;
      if (says.do === 'lower') hand = undefined;
      return { ...QUIET, ...(hand === undefined ? {} : { hand }) };
    });
    expect(line.choices.map(({ value }) => value)).toEqual(['raise']);
    expect(await line.raise('Why \u202E?')).toMatch(/^Your hand is raised/);
    expect(said.at(-1)).toEqual({ do: 'raise', line: 'Why \uFFFD?' });
    expect(line.choices.map(({ value }) => value)).toEqual(['lower']);
    expect(await line.lower()).toBe('Your hand is lowered.');
    expect(line.choices.map(({ value }) => value)).toEqual(['raise']);
    expect(line.news.lines).toEqual([]);
  });

  test('that the instructor lowers is told', async () => {
    const { line, state, settle, shownAt } = lineTo(() => ({ ...QUIET, hand: 'x' }));
    await line.raise('x');
    state.answer = () => QUIET;
    line.settled([]);
    await settle();
    expect(await shownAt()).toEqual(['The instructor has lowered your hand.']);
  });

  test('is raised again at a board that was started anew', async () => {
    const { line, state, said, settle, shownAt } = lineTo(() => ({ ...QUIET, hand: 'x' }));
    await line.raise('x');
    state.answer = (says) => ({
      board: 'c',
      messages: [],
      ...(says.do === 'raise' ? { hand: says.line } : {}),
    });
    line.settled([]);
    await settle();
    expect(said.at(-1)).toEqual({ do: 'raise', line: 'x' });
    expect(await shownAt()).toEqual([]);
    expect(line.choices.map(({ value }) => value)).toEqual(['lower']);
  });

  test('is tried again until a new board has it, and is lowered by no one meanwhile', async () => {
    const { line, state, said, settle, pass, shownAt } = lineTo(() => ({ ...QUIET, hand: 'x' }));
    await line.raise('x');
    state.answer = (says) => (says.do === 'raise' ? GONE : { board: 'c', messages: [] });
    line.settled([]);
    await settle();
    expect(line.choices.map(({ value }) => value)).toEqual(['lower']);
    state.answer = (says) => ({ board: 'c', messages: [], ...(says.do === 'raise' ? { hand: 'x' } : {}) });
    const shown = await shownAt(pass);
    expect(said.at(-1)).toEqual({ do: 'raise', line: 'x' });
    expect(shown.join()).not.toContain('lowered');
    // From now on, this board decides.
    line.settled([]);
    await settle();
    expect(await shownAt()).toEqual(['The instructor has lowered your hand.']);
  });

  test('that a board forgets at once is not raised without end', async () => {
    const { line, state, said, settle } = lineTo(() => ({ ...QUIET, hand: 'x' }));
    await line.raise('x');
    state.answer = () => ({ board: 'c', messages: [] });
    line.settled([]);
    await settle();
    expect(said).toHaveLength(3);
  });

  test('that does not reach the board is not raised', async () => {
    const { line } = lineTo(() => GONE);
    expect(await line.raise('x')).toBe(
      'The instructor’s board does not answer (ECONNREFUSED). Your hand is not raised.',
    );
    expect(line.choices.map(({ value }) => value)).toEqual(['raise']);
  });
});

describe('a board that is gone', () => {
  test('is told once, and tried again seldom and at the next task', async () => {
    const { line, said, state, slept, settle, pass, shownAt } = lineTo(() => GONE);
    line.settled([]);
    await settle();
    expect(
      await shownAt(async () => {
        await pass();
        await pass();
      }),
    ).toEqual(['The instructor’s board does not answer (ECONNREFUSED). The walk goes on without it.']);
    expect(said).toHaveLength(3);
    expect(slept).toEqual([5000, 30_000, 30_000]);
    line.settled([]);
    await settle();
    expect(await shownAt()).toEqual([]);
    state.answer = () => told('Here again.', 'b.1');
    line.settled([]);
    await settle();
    expect(await shownAt()).toHaveLength(1);
  });

  test('never has a task wait', () => {
    const { line } = lineTo(() => GONE);
    expect(line.settled([])).toBeUndefined();
  });

  test('that was told too much is not worth a word; one that does not know the link is', async () => {
    const { line, state, settle, shownAt } = lineTo(() => new NotTaken('busy', 'HTTP 429'));
    line.settled([]);
    await settle();
    expect(await shownAt()).toEqual([]);
    state.answer = () => new NotTaken('unknown', 'HTTP 401');
    line.settled([]);
    await settle();
    expect(await shownAt()).toEqual([
      'The instructor’s board does not know your link; ask for another one. The walk goes on without it.',
    ]);
  });
});

test('after the walk, nothing more is said', async () => {
  const { line, said, pass } = lineTo(() => QUIET);
  const open = line.during(() => pass());
  line.close();
  await open;
  await pass();
  expect(said).toEqual([]);
});
