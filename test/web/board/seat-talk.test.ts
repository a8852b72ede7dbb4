import { expect, test } from 'vitest';
import { SeatTalk } from '../../../src/web/board/seat-talk.ts';
import { NOON } from './rows.ts';

function talking() {
  const now = { ms: NOON };
  return { talk: new SeatTalk(2, () => new Date(now.ms)), now };
}

test('a message goes with every answer until it was shown, to its seat only', () => {
  const { talk } = talking();
  talk.send([1], { is: 'said', text: 'Look at the key.' });
  const [first] = talk.answer(1, undefined, undefined).messages;
  expect(first).toMatchObject({ is: 'said', text: 'Look at the key.', at: new Date(NOON).toISOString() });
  expect(talk.answer(2, undefined, undefined).messages).toEqual([]);
  talk.send([1], { is: 'did', does: 'reset' });
  expect(talk.answer(1, undefined, undefined).messages).toHaveLength(2);
  expect(talk.answer(1, undefined, first!.id).messages).toMatchObject([{ is: 'did', does: 'reset' }]);
});

test('an id of another board is none of this one', () => {
  const { talk } = talking();
  talk.send([1], { is: 'said', text: 'x' });
  const other = talking().talk;
  other.send([1], { is: 'said', text: 'y' });
  const { messages, board } = other.answer(1, undefined, undefined);
  expect(board).not.toBe(talk.answer(1, undefined, undefined).board);
  expect(talk.answer(1, undefined, messages[0]!.id).messages).toMatchObject([{ text: 'x' }]);
});

test('of too many messages, the latest wait', () => {
  const { talk } = talking();
  for (let number = 1; number <= 30; number += 1) talk.send([1], { is: 'said', text: String(number) });
  const { messages } = talk.answer(1, undefined, undefined);
  expect(messages).toHaveLength(20);
  expect(messages.at(-1)).toMatchObject({ text: '30' });
});

test('a seat that speaks too often is not admitted for a while; the other seats are', () => {
  const { talk, now } = talking();
  const admitted = (count: number) =>
    Array.from({ length: count }, () => talk.admits(1)).filter(Boolean).length;
  expect(admitted(100)).toBe(20);
  expect(talk.admits(2)).toBe(true);
  now.ms += 5000;
  expect(admitted(100)).toBe(5);
  now.ms += 3_600_000;
  expect(admitted(100)).toBe(20);
  // A clock that was set back gives nothing, and takes nothing.
  now.ms -= 3_600_000;
  expect(admitted(100)).toBe(0);
});
