import { beforeAll, expect, test } from 'vitest';
import type { BoardEvent } from '../../../src/web/board/board-shapes.ts';
import { type FreshRoom, freshRoom } from '../fleet/room.ts';
import { begunIn } from './begun.ts';

let room: FreshRoom;
beforeAll(async () => {
  room = await freshRoom(2);
});

const begin = (...line: readonly string[]) => begunIn(room, ['fleet', ...line]);

/** The page of the first link: who it is, and events until one is wanted. */
async function enter(printed: string) {
  const [link = ''] = /http:\/\/\S+/.exec(printed) ?? [];
  const entered = await fetch(link, { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { origin } = new URL(link);
  return {
    async until(wanted: (event: BoardEvent) => boolean): Promise<BoardEvent> {
      const over = new AbortController();
      const { body } = await fetch(`${origin}/events`, { headers: { cookie }, signal: over.signal });
      let text = '';
      for await (const part of body!.pipeThrough(new TextDecoderStream())) {
        text += part;
        const events = [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data = '']) => JSON.parse(data));
        const found = events.find(wanted);
        if (!found) continue;
        over.abort();
        return found;
      }
      throw new Error(`No such event: ${text}`);
    },
    act: (act: unknown) =>
      fetch(`${origin}/acts`, {
        method: 'POST',
        headers: { cookie, origin, 'content-type': 'application/json' },
        body: JSON.stringify(act),
      }),
  };
}

const workIn = (event: BoardEvent) =>
  event.type === 'board' ? event.view.work : event.type === 'work' ? event.work : undefined;

test('a fleet with a board is shown there, the rows too, and the board stays until it is stopped', async () => {
  const { streams, stop } = begin('goto', '3', '--accounts', 'sandbox', '--board');
  await expect.poll(() => streams.stderr.text).toContain('The board is still served. Ctrl-C ends it.');
  expect(streams.stdout.text).toContain('2 accounts: 2 done.');
  const page = await enter(streams.stdout.text);
  const shown = await page.until(
    (event) => event.type === 'board' && event.view.rows[0]?.reading?.done === 2,
  );
  expect(workIn(shown)).toMatchObject({
    does: 'goto start-web-app',
    fleet: expect.stringMatching(/^\d{8}-\d{6}-/),
    seats: [1, 2],
    outcomes: [
      { seat: expect.any(Number), state: 'done' },
      { seat: expect.any(Number), state: 'done' },
    ],
    ended: { exitCode: 0 },
  });
  expect(await stop()).toBe(0);
});

test('a page stops it, and what is left can be resumed, on a board as well', async () => {
  const { streams, stop } = begin('run', '--accounts', 'sandbox', '--board', '--concurrency', '1');
  await expect.poll(() => streams.stdout.text).toContain('good for one browser');
  const page = await enter(streams.stdout.text);
  await page.until((event) => workIn(event)?.outcomes.some(({ state }) => state === 'running') ?? false);
  await page.act({ do: 'stop' });
  const stopped = await page.until((event) => workIn(event)?.ended !== undefined);
  expect(workIn(stopped)?.ended).toMatchObject({ exitCode: 130 });
  expect(await stop()).toBe(130);

  const again = begin('resume', '--board');
  await expect.poll(() => again.streams.stderr.text).toContain('The board is still served.');
  expect(again.streams.stdout.text).toContain('2 done');
  expect(await again.stop()).toBe(0);
});

test('with --json, the links are not in the output of programs', async () => {
  const { streams, stop } = begin('reset', '--accounts', 'sandbox', '--board', '--json');
  await expect.poll(() => streams.stderr.text).toContain('The board is still served.');
  for (const line of streams.stdout.text.trim().split('\n')) JSON.parse(line);
  expect(streams.stderr.text).toMatch(/http:\/\/127\.0\.0\.1/);
  expect(await stop()).toBe(0);
});
