/** The instructor's board: a room of 200 in a real browser, what it loses, what it keeps, and what it asks of AWS. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyPage, openBrowser, readyIn } from './browser.mjs';
import { load } from './load.mjs';
import { BINARY, median, p95, ROOT, running, serve, timed } from './processes.mjs';
import { record } from './recorder.mjs';
import { megabytes, ms, tableOf } from './table.mjs';

const SEATS = 200;
const LOADS = 11;
const UPDATES = 60;
const BOARDS = 20;
const RECONNECTS = 20;
const ROUNDS = 20;
/** Milliseconds from what a seat says to the frame in which the page shows it. */
const MOST_UPDATE = 100;
const GROWING = [10, 50, SEATS];
/** Seconds between two looks at an account. */
const EVERY = 30;

const servedClass = await load('servedClass', 'scripts/bench/class.ts');
const sayToBoard = await load('sayToBoard', 'src/cli/room/room-client.ts');
const { signal: NEVER } = new AbortController();

/** Says something as a seat. */
const say = ({ origin, seatTokens }, seat, says) =>
  sayToBoard({ origin, token: seatTokens[seat - 1] }, says, NEVER);

async function inBrowser(room) {
  const browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(room.links[0]);
  const empty = await emptyPage();
  const times = { empty: [], ready: [] };
  for (let round = 0; round < LOADS; round++) {
    times.empty.push(await readyIn(page, empty.address, '#there'));
    times.ready.push(await readyIn(page, room.origin, `tbody tr:nth-child(${SEATS})`));
  }
  empty.close();
  const updates = [];
  for (let count = 0; count < UPDATES; count++) {
    const line = `Question ${count}`;
    const shown = page.evaluate(
      (text) =>
        new Promise((resolve) => {
          const look = () => document.body.textContent.includes(text);
          const seen = new MutationObserver(() => {
            if (!look()) return;
            seen.disconnect();
            requestAnimationFrame(() => resolve(Date.now()));
          });
          seen.observe(document.body, { subtree: true, childList: true, characterData: true });
        }),
      line,
    );
    await sleep(20);
    const begun = Date.now();
    await say(room, 1 + ((count * 37) % SEATS), { do: 'raise', line });
    updates.push((await shown) - begun);
  }
  await browser.close();
  return { empty: median(times.empty), ready: median(times.ready), updates };
}

/** The numbered events of a stream. */
async function* eventsIn(body) {
  let text = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    const messages = (text + part).split('\n\n');
    text = messages.pop();
    for (const message of messages) {
      const [, id] = /^id: (.*)$/m.exec(message) ?? [];
      const [, data = '{}'] = /^data: (.*)$/m.exec(message) ?? [];
      if (id !== undefined) yield { id, event: JSON.parse(data) };
    }
  }
}

/** Follows a board until `over`, and is cut off again and again: the lines it got, and each seat's line at the end. */
async function follow(room, cookie, over) {
  const got = new Set();
  const lines = new Map();
  let beginnings = 0;
  let last = '';
  const take = (event) => {
    if (event.type === 'board') beginnings += 1;
    const rows = event.type === 'board' ? event.view.rows : event.type === 'row' ? [event.row] : [];
    for (const { seat, hand } of rows) lines.set(seat, hand?.line);
    if (event.type === 'row') got.add(event.row.hand?.line);
  };
  for (let connection = 0; !over.aborted; connection++) {
    const most = connection < RECONNECTS ? Math.floor((SEATS * ROUNDS) / (RECONNECTS + 1)) : Infinity;
    let heard = 0;
    try {
      const path = last === '' ? '/events' : `/events?after=${last}`;
      const { body } = await fetch(`${room.origin}${path}`, { headers: { cookie }, signal: over });
      for await (const { id, event } of eventsIn(body)) {
        last = id;
        take(event);
        heard += 1;
        if (heard >= most) break;
      }
    } catch (error) {
      if (!over.aborted) throw error;
    }
  }
  return { got, lines, isAnew: beginnings > 1 };
}

/** Every seat raises its hand again and again while the boards lose their connections. */
async function delivered(room) {
  const entered = await fetch(room.links.at(-1), { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0].split(';')[0];
  const over = new AbortController();
  const boards = Array.from({ length: BOARDS }, () => follow(room, cookie, over.signal));
  await sleep(500);
  const seats = Array.from({ length: SEATS }, (_, index) => index + 1);
  await Promise.all(
    seats.map(async (seat) => {
      for (let round = 0; round < ROUNDS; round++) {
        await say(room, seat, { do: 'raise', line: `${seat} ${round}` });
        // No faster than a seat may speak.
        if (round > 10) await sleep(1100);
      }
    }),
  );
  await sleep(2000);
  over.abort();
  const all = await Promise.all(boards);
  const sent = SEATS * ROUNDS;
  const got = all.map(({ got }) => [...got].filter((line) => /^\d+ \d+$/.test(line)).length);
  const anew = all.filter(({ isAnew }) => isAnew).length;
  const right = all.filter(({ lines }) => seats.every((seat) => lines.get(seat) === `${seat} ${ROUNDS - 1}`));
  return { sent: sent * BOARDS, got: got.reduce((sum, one) => sum + one, 0), anew, right: right.length };
}

/** Requests of a board in a minute, once it has looked at every account. */
async function callsAMinute(accounts) {
  const server = await serve({ args: ['--port', '0', '--accounts', String(accounts)] });
  try {
    const calls = await record(server, async (state, begin) => {
      const board = await running(
        process.execPath,
        [BINARY, 'board', '--accounts', 'sandbox', '--every', String(EVERY), '--no-open'],
        /Each link/,
        { env: { KMS_LAB_STATE_DIR: state }, end: 'SIGINT' },
      );
      await sleep(EVERY * 2000);
      begin();
      await sleep(60_000);
      await board.stop();
    });
    return calls.length;
  } finally {
    await server.stop();
  }
}

const { row, write } = tableOf('board-bench', 'npm run board-bench');

const room = await servedClass(SEATS, join(ROOT, 'dist/web'));
const { empty, ready, updates } = await inBrowser(room);
row(`${SEATS} rows are there`, ms(ready), `an empty page: ${ms(empty)}`, { ratio: ready / empty, atMost: 3 });
const slow = p95(updates);
row('from a raised hand to its row, p95', ms(slow), `the most: ${ms(MOST_UPDATE)}`, {
  ratio: slow / MOST_UPDATE,
  atMost: 1,
  note: `${UPDATES} hands; the median is ${ms(median(updates))}.`,
});

const { sent, got, anew, right } = await delivered(room);
row(`events that ${BOARDS} boards got`, got.toLocaleString('en'), `sent: ${sent.toLocaleString('en')}`, {
  ratio: got / sent,
  atLeast: 1,
  note: `${SEATS} seats raise a hand ${ROUNDS} times, and each board is cut off ${RECONNECTS} times. Boards that were away too long and began anew: ${anew}. Boards that show every hand right at the end: ${right}.`,
});
await room.close();

const { stdout } = await timed(process.execPath, [
  '--expose-gc',
  join(ROOT, 'scripts/bench/class-hour.mjs'),
  ...[SEATS, BOARDS].map(String),
]);
const hour = JSON.parse(stdout);
row('memory after an hour of class', megabytes(hour.late), `after ten minutes: ${megabytes(hour.early)}`, {
  ratio: hour.late / hour.early,
  atMost: 1.1,
  note: `${SEATS} seats that report every twenty seconds, ${BOARDS} pages of each kind, ${hour.readings.toLocaleString('en')} readings, by a clock that does not wait.`,
});

for (const accounts of GROWING) {
  const calls = await callsAMinute(accounts);
  row(
    `requests a minute for ${accounts} accounts`,
    String(calls),
    `six a look: ${(accounts * 6 * 60) / EVERY}`,
    {
      ratio: calls / ((accounts * 6 * 60) / EVERY),
      note: `Each account is read every ${EVERY} s, and nothing changes in it.`,
    },
  );
}

write();
process.exit();
