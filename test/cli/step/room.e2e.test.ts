import { expect, test } from 'vitest';
import { newToken } from '../../../src/web/server/guard.ts';
import { freshState } from '../../end-to-end/kms-lab.ts';
import { servedBoard, streamedEvents } from '../../web/board/served-board.ts';
import { ENTER, goesOn, presses, sitDown } from './pty.ts';

test('at a terminal: a hand, and an answer that comes while the question is open, once', async () => {
  const seatTokens = [newToken(), newToken()];
  const { origin, enter } = await servedBoard({ seatTokens });
  const { ask, act } = await enter('acting');
  const link = `${origin}/seat/${seatTokens[0]}`;
  const person = sitDown(`step --room ${link}`, { stateDir: freshState() });
  await goesOn(person);
  await presses(person, 'a');
  await person.sees('Enter alone asks nothing:');
  person.types(`Why is it denied?${ENTER}`);
  await person.sees('Your hand is raised');
  const [row] = (await streamedEvents(await ask('/events'), 1)).events[0].view.rows;
  expect(row.hand.line).toBe('Why is it denied?');
  await act({ do: 'tell', seats: [1], text: 'I am coming.' });
  await person.sees('I am coming.');
  expect(await person.shows()).toContain('a lower hand');
  await person.presses('l', 'Take kms:Decrypt');
  expect(await person.shows()).not.toContain('I am coming.');
  person.types('q');
  expect(await person.leaves()).toBe(0);
  // The link is a secret.
  expect(await person.screen()).not.toContain(seatTokens[0]);
});

test('in plain lines: what comes while the question is open is said at once', async () => {
  const seatTokens = [newToken(), newToken()];
  const { origin, enter } = await servedBoard({ seatTokens });
  const { act } = await enter('acting');
  const person = sitDown(`step --plain --room ${origin}/seat/${seatTokens[0]}`, { stateDir: freshState() });
  await person.sees('then Enter:');
  await act({ do: 'tell', seats: [1], text: 'Five minutes left.' });
  await person.sees('Five minutes left.');
  person.types('quit\n');
  expect(await person.leaves()).toBe(0);
  expect((await person.screen()).split('Five minutes left.')).toHaveLength(2);
});

test('the link of something else is refused, and not repeated', async () => {
  const secret = newToken();
  const person = sitDown(`step --room https://board.example.com/in?token=${secret}`, {
    stateDir: freshState(),
  });
  await person.sees('--room is not the link of a seat.');
  expect(await person.leaves()).toBe(2);
  expect(await person.screen()).not.toContain(secret);
});
