import { expect, test } from 'vitest';
import { PageRoom } from '../../../src/cli/room/page-room.ts';
import { NotTaken } from '../../../src/cli/room/room-client.ts';
import { RoomLine } from '../../../src/cli/room/room-line.ts';
import { NO_ROOM } from '../../../src/cli/room/walk-room.ts';
import type { SeatAnswer, SeatSays } from '../../../src/web/board/seat-shapes.ts';
import { acting, servedLab } from '../served-lab.ts';

const AT = '2026-11-29T14:02:00.000Z';
const QUIET: SeatAnswer = { board: 'b', messages: [] };

/** A lab that reports to a board which answers so. */
async function labInRoom(answer: (says: SeatSays) => SeatAnswer | NotTaken) {
  const said: SeatSays[] = [];
  const line = new RoomLine({
    async say(says) {
      said.push(says);
      const given = answer(says);
      if (given instanceof NotTaken) throw given;
      return given;
    },
    sleep: (_, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
  });
  const lab = await servedLab({ room: new PageRoom(line) });
  await lab.enter();
  return { lab, said };
}

const roomIn = async ({ lab }: Awaited<ReturnType<typeof labInRoom>>) => {
  const [first] = await lab.follow(({ type }) => type === 'snapshot');
  return first?.event.type === 'snapshot' ? first.event.room : undefined;
};

test('reports that it is there, and what each act has settled', async () => {
  const open = await labInRoom(() => QUIET);
  expect(open.said).toEqual([{ do: 'report', settled: 'stands' }]);
  await acting(open.lab, { do: 'check', step: 'strip-decrypt' });
  expect(open.said.at(-1)).toEqual({ do: 'report', settled: 'failed', step: 'strip-decrypt' });
  await acting(open.lab, { do: 'hint', step: 'strip-decrypt' });
  expect(open.said.at(-1)).toMatchObject({
    settled: 'stands',
    step: 'strip-decrypt',
    hint: 'nothing-changed',
  });
  await acting(open.lab, { do: 'move', way: { solve: 'strip-decrypt' } });
  expect(open.said.at(-1)).toMatchObject({ settled: 'passed', step: 'strip-decrypt' });
});

test('raises and lowers a hand, and every page is told', async () => {
  const open = await labInRoom((says) => (says.do === 'raise' ? { ...QUIET, hand: says.line } : QUIET));
  const following = open.lab.follow(({ type }) => type === 'room');
  expect(await open.lab.act({ do: 'raise', line: 'Which\u202E key?' })).toEqual({ exitCode: 0 });
  const told = (await following).at(-1)?.event;
  expect(told).toMatchObject({ room: { hand: expect.not.stringContaining('\u202E') } });
  expect(await roomIn(open)).toEqual({ hand: expect.stringContaining('Which'), lines: [] });
  await open.lab.act({ do: 'lower' });
  expect(await roomIn(open)).toEqual({ lines: [] });
});

test('shows what the instructor said and did, on a page that comes later too', async () => {
  const open = await labInRoom(() => ({
    board: 'b',
    messages: [
      { is: 'said', id: 'b.1', at: AT, text: 'Five minutes' },
      { is: 'did', id: 'b.2', at: AT, does: 'reset' },
    ],
  }));
  expect((await roomIn(open))?.lines).toEqual([
    expect.stringMatching(/^The instructor, at \d\d:\d\d: Five minutes$/),
    expect.stringMatching(/^The instructor reset your lab at/),
  ]);
});

test('goes on without a board, and says so once', async () => {
  const open = await labInRoom(() => new NotTaken('gone', 'ECONNREFUSED'));
  await acting(open.lab, { do: 'check', step: 'show-key-policy' });
  await open.lab.act({ do: 'raise', line: 'Help' });
  expect(await roomIn(open)).toEqual({
    lines: [
      'The instructor’s board does not answer (ECONNREFUSED). The walk goes on without it.',
      'The instructor’s board does not answer (ECONNREFUSED). Your hand is not raised.',
    ],
  });
});

test('in no room, there is no hand to raise', async () => {
  const lab = await servedLab();
  await lab.enter();
  const { exitCode, error } = await lab.act({ do: 'raise', line: 'Help' });
  expect({ exitCode, code: error?.code, hint: error?.hint }).toEqual({
    exitCode: 2,
    code: 'ERR_USAGE',
    hint: 'start it with the link of your seat: --room LINK',
  });
  expect(new PageRoom(NO_ROOM).shown).toEqual({ lines: [] });
});
