import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { pageFolder } from '../../../src/cli/page-folder.ts';
import { sayToBoard } from '../../../src/cli/room/room-client.ts';
import { LabError } from '../../../src/contract/errors.ts';
import type { Doing } from '../../../src/web/board/board-parts.ts';
import type { SeatReading } from '../../../src/web/board/board-shapes.ts';
import type { SeatAnswer, SeatSays } from '../../../src/web/board/seat-shapes.ts';
import { serveBoard } from '../../../src/web/board/serve-board.ts';
import { newToken } from '../../../src/web/server/guard.ts';
import { CHROMIUM, newContext, noteComplaints, openBrowser } from '../../report/chromium.ts';
import { fakeRoom } from './fake-room.ts';
import { causeOf } from './rows.ts';

export const MISSING = !existsSync(CHROMIUM) && !process.env.CI;
if (MISSING) console.warn(`The board is not looked at: there is no ${CHROMIUM} (apt-get install chromium).`);

const wrong = (id: string): SeatReading => ({ done: 1, isBegun: true, cause: causeOf(id) });
const READINGS: readonly (SeatReading | LabError)[] = [
  { done: 0, isBegun: false },
  wrong('space'),
  wrong('space'),
  { done: 3, isBegun: false },
  new LabError('ERR_ACCESS', 'The role of the instructor may not be assumed in 222200000005.'),
  { done: 2, isBegun: true, lockOut: 'The key policy denies kms:GetKeyPolicy to 222200000006.' },
];
/** Markup, a mark that reverses the text after it, and a name that never ends. */
const NAMES = ['Ann', '<img src=x onerror=alert(1)>', '\u202Etxt.exe', 'x'.repeat(300), 'Bo', 'Cy'];

interface Look {
  readonly to?: 'acting' | 'reading';
  readonly path?: string;
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly work?: (doing: Doing) => Promise<number>;
  /** What seats say before the page is opened, by seat. */
  readonly said?: Readonly<Record<number, SeatSays>>;
}

/** The board of a room, one a test. Any error message fails the test. */
export function boardInBrowser() {
  let browser: Browser;
  let page: Page;
  let closing: (() => Promise<void>)[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    await page.context().close();
    for (const close of closing) await close();
    closing = [];
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser?.close());

  async function open({
    to = 'acting',
    path = '/',
    width = 1200,
    colorScheme = 'light',
    work,
    said = {},
  }: Look = {}): Promise<Page> {
    const { parts } = fakeRoom(READINGS, {
      seats: NAMES.map((name, index) => ({ name, account: String(222200000001 + index) })),
      clock: {
        now: () => new Date(),
        sleep: (ms, signal) => pause(ms, undefined, signal ? { signal } : {}).catch(() => {}),
      },
      ...(work ? { work: (_, __, doing) => work(doing) } : {}),
    });
    const links = new Map<string, string>();
    const served = await serveBoard({
      ...{ ...parts, address: { port: 0 }, folder: pageFolder(), seatTokens: TOKENS },
      onLink: (link, opens) => void links.set(opens, link),
    });
    closing.push(served.close);
    say = (seat, says) => sayToBoard({ origin: served.origin, token: TOKENS[seat - 1]! }, says, NEVER);
    for (const [seat, says] of Object.entries(said)) await say(Number(seat), says);
    const context = await newContext(browser, { viewport: { width, height: 800 }, colorScheme });
    page = await context.newPage();
    noteComplaints(page, complaints, /^(data:|http:\/\/127\.0\.0\.1:)/);
    await page.goto(links.get(to)!);
    if (path !== '/') await page.goto(`${served.origin}${path}`);
    await page.getByText('finished').first().waitFor();
    return page;
  }

  /** By the link of a seat. */
  let say: (seat: number, says: SeatSays) => Promise<SeatAnswer>;

  return { open, say: (seat: number, says: SeatSays) => say(seat, says) };
}

const TOKENS = NAMES.map(newToken);
const NEVER = new AbortController().signal;
