import { describe, expect, test } from 'vitest';
import { openRoomLine } from '../../../src/cli/room/open-room-line.ts';
import type { WalkRoom } from '../../../src/cli/room/walk-room.ts';
import { newToken } from '../../../src/web/server/guard.ts';
import { servedBoard, streamedEvents } from '../../web/board/served-board.ts';
import { answering } from './answering.ts';

/** While a question is open, a line comes. */
const comes = (room: WalkRoom, text: string) => () =>
  expect.poll(() => room.news.lines.join()).toContain(text);

/** A board, and the line of its second seat. */
async function inRoom() {
  const seatTokens = [newToken(), newToken()];
  const board = await servedBoard({ seatTokens });
  const room = openRoomLine(`${board.origin}/seat/${seatTokens[1]}`);
  const { ask, act } = await board.enter('acting');
  const rows = async () => (await streamedEvents(await ask('/events'), 1)).events[0].view.rows;
  return { board, room, act, rows, seatTokens };
}

const walks = (script: Parameters<typeof answering>[0], room: Parameters<typeof answering>[4]) =>
  answering(script, {}, undefined, {}, room);

describe('a walk in a room', () => {
  test('raises a hand, hears the instructor, and sees the hand lowered', async () => {
    const { room, act, rows } = await inRoom();
    const seen: unknown[] = [];
    const { said, answered, exitCode } = await walks(
      [
        'do',
        'raise',
        'x'.repeat(201),
        'Why is it <b>denied</b>?\u202E',
        async () => {
          seen.push((await rows())[1].hand.line);
          await act({ do: 'tell', seats: [2], text: 'I am coming.' });
          await act({ do: 'lower', seats: [2] });
        },
        'hint',
        comes(room, 'has lowered'),
        'hint',
        'quit',
      ],
      room,
    );
    room.close();
    expect(exitCode).toBe(0);
    expect(seen).toEqual(['Why is it <b>denied</b>?\uFFFD']);
    expect(said).toMatch(/At most 200 characters: these are 201\..*Your hand is raised/);
    expect(said.match(/The instructor, at \d\d:\d\d: I am coming\./g)).toHaveLength(1);
    expect(said.match(/The instructor has lowered your hand\./g)).toHaveLength(1);
    expect(answered).toContain('Strip: raise');
  });

  test('says nothing to a board that it left, and Enter alone raises nothing', async () => {
    const { room, rows } = await inRoom();
    await walks(['do', 'raise', '', 'quit'], room);
    room.close();
    expect((await rows())[1]).not.toHaveProperty('hand');
  });

  test('is the same walk if the board is gone', async () => {
    const { board, room } = await inRoom();
    await board.close();
    const script = [comes(room, 'does not answer'), 'do', 'do', 'do', 'do', 'quit'];
    const { exitCode, said, account } = await walks(script, room);
    room.close();
    expect(exitCode).toBe(0);
    expect(account.writes).toHaveLength(4);
    expect(said.match(/The instructor’s board does not answer/g)).toHaveLength(1);
  });

  test('goes on with a board that is started anew with the same links, and raises the hand there', async () => {
    const { board, room, seatTokens } = await inRoom();
    const port = Number(new URL(board.origin).port);
    let rowAgain = async (): Promise<unknown> => undefined;
    const { said } = await walks(
      [
        'do',
        'raise',
        'Help',
        async () => {
          await board.close();
        },
        'check',
        comes(room, 'does not answer'),
        async () => {
          const again = await servedBoard({ seatTokens, port });
          const { ask } = await again.enter('acting');
          rowAgain = async () => (await streamedEvents(await ask('/events'), 1)).events[0].view.rows[1];
        },
        'check',
        () => expect.poll(rowAgain).toMatchObject({ hand: { line: 'Help' } }),
        'quit',
      ],
      room,
    );
    room.close();
    expect(said.match(/The instructor’s board does not answer/g)).toHaveLength(1);
    expect(said).not.toContain('has lowered your hand');
  });
});

test('without a room, there is no hand to raise', async () => {
  await expect(answering(['do', 'raise'])).rejects.toThrow('raise is no choice');
});
