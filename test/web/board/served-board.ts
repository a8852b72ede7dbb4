import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type BoardLink, type BoardServing, serveBoard } from '../../../src/web/board/serve-board.ts';
import { fakeRoom } from './fake-room.ts';

/** A folder with the files of a page: the routes do not mind what is in them. */
function boardFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-page-'));
  for (const name of ['page.js', 'board.js', 'board.css']) writeFileSync(join(folder, name), '');
  return folder;
}

interface Served extends Partial<BoardServing> {
  readonly port?: number;
  readonly now?: () => Date;
}

/** A room of two seats, until the test ends. */
export async function servedBoard({ port = 0, now = () => new Date(), ...more }: Served = {}) {
  const room = fakeRoom(
    [
      { done: 1, isBegun: false },
      { done: 0, isBegun: false },
    ],
    more,
  );
  // It watches nothing by itself.
  const clock = { now, sleep: untilAborted };
  const links = new Map<BoardLink, string>();
  const { origin, close } = await serveBoard({
    ...{ ...room.parts, ...more, clock, address: { port }, folder: boardFolder() },
    onLink: (link, to) => void links.set(to, link),
  });
  onTestFinished(close);
  const enter = async (to: BoardLink) => {
    const response = await fetch(links.get(to)!, { redirect: 'manual' });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`${origin}${path}`, { ...init, headers: { cookie, ...init.headers } });
    const act = (body: unknown, headers: Record<string, string> = { origin }) =>
      ask('/acts', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    return { ask, act };
  };
  return { ...room, origin, links, enter, close };
}

const untilAborted = (_: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));

/** The first events of a stream, and the id of the last one. */
export async function streamedEvents(response: Response, count: number) {
  const reader = response.body!.getReader();
  let text = '';
  while (text.split('\n\n').length <= count) text += new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
  const messages = text.split('\n\n').slice(0, count);
  return {
    last: /^id: (.*)$/m.exec(messages.at(-1)!)?.[1] ?? '',
    events: messages.map((message) => JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? 'null')),
  };
}
