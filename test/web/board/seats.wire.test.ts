import { describe, expect, test } from 'vitest';
import type { SeatAnswer } from '../../../src/web/board/seat-shapes.ts';
import { newToken } from '../../../src/web/server/guard.ts';
import { servedBoard, streamedEvents } from './served-board.ts';

const REPORT = { do: 'report', settled: 'passed', step: 'one' } as const;

/** A room whose seats have links of their own. */
async function seated(more: Parameters<typeof servedBoard>[0] = {}) {
  const tokens = more.seatTokens ?? [newToken(), newToken()];
  const board = await servedBoard({ seatTokens: tokens, ...more });
  const say = (seat: number, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${board.origin}/seat`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tokens[seat - 1] ?? ''}`,
        origin: board.origin,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const listens = async (seat: number) => (await (await say(seat, { do: 'listen' })).json()) as SeatAnswer;
  const { ask, act } = await board.enter('acting');
  const rows = async () => (await streamedEvents(await ask('/events'), 1)).events[0].view.rows;
  return { ...board, tokens, say, listens, ask, act, rows };
}

describe('the token of a seat', () => {
  test('decides which seat it is', async () => {
    const { say, rows } = await seated();
    expect((await say(2, { do: 'raise', line: 'Help' })).status).toBe(200);
    expect(await rows()).toMatchObject([{ seat: 1 }, { seat: 2, hand: { line: 'Help' } }]);
    expect((await rows())[0]).not.toHaveProperty('hand');
  });

  test('does not report as another seat: an answer has no place for one', async () => {
    const { say, rows } = await seated();
    expect((await say(2, { do: 'raise', line: 'x', seat: 1 })).status).toBe(400);
    expect(JSON.stringify(await rows())).not.toContain('hand');
  });

  test.each([
    ['none', ''],
    ['made up', 'Bearer x'],
    ['of another scheme', 'Basic eDp4'],
    ['very long', `Bearer ${'x'.repeat(5000)}`],
  ])('that is %s is refused', async (_, authorization) => {
    const { say } = await seated();
    expect((await say(1, REPORT, { authorization })).status).toBe(401);
  });

  test.each(['/', '/events', '/room.csv', '/page/board.js'])('does not read %s', async (path) => {
    const { origin, tokens } = await seated();
    const [token] = tokens;
    const cookie = `kms-lab-${new URL(origin).port}=${token}`;
    for (const headers of [new Headers({ authorization: `Bearer ${token}` }), new Headers({ cookie })])
      expect((await fetch(`${origin}${path}`, { headers })).status).toBe(401);
    expect((await fetch(`${origin}/in?token=${token}`)).status).toBe(401);
  });

  test('does not act', async () => {
    const { origin, tokens } = await seated();
    const headers = { 'content-type': 'application/json', origin, authorization: `Bearer ${tokens[0]}` };
    const body = JSON.stringify({ do: 'tell', seats: [1], text: 'x' });
    expect((await fetch(`${origin}/acts`, { method: 'POST', headers, body })).status).toBe(401);
  });

  test('of the board’s own links and cookies is none of a seat', async () => {
    const { links, say, ask } = await seated();
    const token = new URL(links.get('acting')!).searchParams.get('token');
    expect((await say(1, REPORT, { authorization: `Bearer ${token}` })).status).toBe(401);
    expect(
      (await ask('/seat', { method: 'POST', headers: { origin: links.get('acting')!.split('/in')[0]! } }))
        .status,
    ).toBe(401);
  });

  test('is good for no board that gave no links', async () => {
    const { say } = await seated({ seatTokens: [] });
    expect((await say(1, REPORT, { authorization: `Bearer ${newToken()}` })).status).toBe(401);
  });

  test('in a browser, says what it is for, and nothing of the room', async () => {
    const { origin, tokens } = await seated();
    const response = await fetch(`${origin}/seat/${tokens[0]}`);
    expect(await response.text()).toBe(
      'This is the link of a seat, for a terminal: it goes with the option --room of kms-lab’s step.',
    );
  });
});

describe('what a seat says', () => {
  test.each<[string, unknown, Record<string, string>, number]>([
    ['from another page', REPORT, { origin: 'http://evil.example' }, 403],
    ['that is too long', { do: 'raise', line: 'x'.repeat(5000) }, {}, 413],
    ['with a line that is too long', { do: 'raise', line: 'x'.repeat(201) }, {}, 400],
    ['that is no JSON', '{', {}, 400],
    ['that is sent as something else', REPORT, { 'content-type': 'text/plain' }, 415],
    ['of another kind', { do: 'reset' }, {}, 400],
    ['with a step that never ends', { ...REPORT, step: 'x'.repeat(129) }, {}, 400],
    ['that settles something else', { ...REPORT, settled: 'everything' }, {}, 400],
  ])('%s is refused, and changes nothing', async (_, body, headers, status) => {
    const { say, rows } = await seated();
    const before = await rows();
    expect((await say(1, body, headers)).status).toBe(status);
    expect(await rows()).toEqual(before);
  });

  test('a flood is refused, and changes nothing; the other seats are heard', async () => {
    const { say, rows } = await seated({ now: () => new Date('2026-11-29T12:00:00Z') });
    for (let number = 0; number < 20; number += 1) await say(1, { do: 'raise', line: `line ${number}` });
    const refused = await say(1, { do: 'raise', line: 'one too many' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    // What is too long counts, too.
    expect((await say(1, { do: 'raise', line: 'x'.repeat(5000) })).status).toBe(429);
    expect((await rows())[0].hand.line).toBe('line 19');
    expect((await say(2, { do: 'listen' })).status).toBe(200);
  });

  test('a claimed step is not believed', async () => {
    const { say, rows } = await seated();
    await say(2, { do: 'report', settled: 'passed', step: 'three' });
    expect((await rows())[1].reading.done).toBe(0);
  });

  test('the line of a hand has no marks that hide or turn text, and goes to the acting link only', async () => {
    const { say, ask, rows, enter } = await seated();
    await say(1, { do: 'raise', line: '<b>Ann</b>\u202E\u0007\n?' });
    expect((await rows())[0].hand.line).toBe('<b>Ann</b>\uFFFD\uFFFD\uFFFD?');
    const reading = await enter('reading');
    for (const [read, path] of [
      [ask, '/events?projector'],
      [reading.ask, '/events'],
      [reading.ask, '/room.csv'],
    ] as const) {
      const text = await (path.endsWith('csv')
        ? (await read(path)).text()
        : streamedEvents(await read(path), 1).then(JSON.stringify));
      expect(text).not.toContain('Ann');
    }
  });
});

describe('the instructor', () => {
  test('lowers a hand, and the seat is told so', async () => {
    const { say, act, rows } = await seated();
    expect(await (await say(1, { do: 'raise', line: 'Help' })).json()).toMatchObject({ hand: 'Help' });
    await act({ do: 'lower', seats: [1] });
    expect((await rows())[0]).not.toHaveProperty('hand');
    expect(await (await say(1, { do: 'listen' })).json()).not.toHaveProperty('hand');
  });

  test('tells some seats something, and none that the room does not have', async () => {
    const { listens, act } = await seated();
    expect(await (await act({ do: 'tell', seats: [2], text: ' Five minutes left. ' })).json()).toEqual({
      exitCode: 0,
    });
    expect(await (await act({ do: 'tell', seats: [3], text: 'x' })).json()).toMatchObject({
      error: { code: 'ERR_UNKNOWN_NAME' },
    });
    for (const text of ['', ' ', 'x'.repeat(501)])
      expect((await act({ do: 'tell', seats: [1], text })).status).toBe(400);
    expect((await listens(1)).messages).toEqual([]);
    expect((await listens(2)).messages).toMatchObject([{ is: 'said', text: 'Five minutes left.' }]);
  });
});
