import { describe, expect, test } from 'vitest';
import { streamedEvents as events, servedBoard as served } from './served-board.ts';

describe('two links', () => {
  test('each is good for one browser, and another one is printed', async () => {
    const { links, enter } = await served();
    const first = links.get('reading')!;
    await enter('reading');
    expect(links.get('reading')).not.toBe(first);
    expect((await fetch(first)).status).toBe(401);
  });

  test.each(['/', '/events', '/room.csv', '/class.html', '/page/board.js'])(
    '%s needs one of them',
    async (path) => {
      const { origin } = await served();
      expect((await fetch(`${origin}${path}`)).status).toBe(401);
    },
  );

  test('the one that only looks does not act, and is told no name', async () => {
    const { enter, asked } = await served();
    const { ask, act } = await enter('reading');
    for (const body of [
      { do: 'read', seats: [1] },
      { do: 'open', seat: 1 },
      { do: 'foresee', verb: { does: 'reset' }, seats: [1] },
      { do: 'stop' },
    ])
      expect((await act(body)).status).toBe(403);
    expect(asked.length).toBe(2);
    const { events: told } = await events(await ask('/events'), 1);
    expect(told[0]).toMatchObject({ type: 'board', view: { audience: 'reading' } });
    expect(JSON.stringify(told)).not.toMatch(/Person|\d{12}/);
    for (const file of ['/room.csv', '/class.html'])
      expect(await (await ask(file)).text()).not.toMatch(/Person|\d{12}/);
  });

  test('the instructor’s acts, and has names, but not on the projector', async () => {
    const { enter } = await served();
    const { ask, act } = await enter('acting');
    expect(await (await act({ do: 'open', seat: 1 })).json()).toMatchObject({
      error: { code: 'ERR_ACCESS' },
    });
    for (const file of ['/room.csv', '/class.html'])
      expect(await (await ask(file)).text()).toContain('Person 1');
    expect(JSON.stringify(await events(await ask('/events'), 1))).toContain('Person 1');
    expect(JSON.stringify(await events(await ask('/events?projector'), 1))).not.toMatch(/Person|\d{12}/);
  });

  test.each<[string, unknown, Record<string, string>, number]>([
    ['from another page', { do: 'stop' }, { origin: 'http://evil.example' }, 403],
    ['without saying where from', { do: 'stop' }, {}, 403],
    ['of an unknown kind', { do: 'shut down' }, {}, 403],
  ])('an act %s is refused', async (_, body, headers, status) => {
    const { enter } = await served();
    expect((await (await enter('acting')).act(body, headers)).status).toBe(status);
  });

  test.each([
    { do: 'shut down' },
    { do: 'read', seats: [] },
    { do: 'read', seats: [0.5] },
    { do: 'foresee', verb: { does: 'teardown' }, seats: [1] },
    { do: 'foresee', verb: { does: 'goto' }, seats: [1] },
  ])('%j is no act', async (body) => {
    const { enter } = await served();
    expect((await (await enter('acting')).act(body)).status).toBe(400);
  });
});

test('a page whose connection was cut is told what it missed, once', async () => {
  const { enter, current } = await served();
  const { ask, act } = await enter('acting');
  const before = await events(await ask('/events'), 1);
  for (const done of [2, 3]) {
    current[0] = { done, isBegun: false };
    await act({ do: 'read', seats: [1] });
  }
  const missed = await events(await ask(`/events?after=${before.last}`), 2);
  expect(missed.events.filter(({ type }) => type === 'row').map(({ row }) => row.reading.done)).toContain(3);
  const again = await ask('/events', { headers: { 'last-event-id': 'another-epoch.7' } });
  expect((await events(again, 1)).events[0]).toMatchObject({ type: 'board' });
});
