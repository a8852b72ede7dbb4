/** The lab in a browser: how fast it is there, and how fast the matrix follows the typing, in a real browser. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

import { once } from 'node:events';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { BINARY, freshState, median, running } from './processes.mjs';
import { ms, tableOf } from './table.mjs';

const LOADS = 11;
const EDITS = 60;
/** Milliseconds from a change of the text to the matrix that shows it, of 95 in 100 changes. */
const MOST = { 1: 50, 4: 150 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

/** Milliseconds from the request for a page to the element that says that it is there. */
async function readyIn(page, url, selector) {
  const begun = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator(selector).first().waitFor();
  return performance.now() - begun;
}

async function loads(origin) {
  const empty = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>empty</title><p id="there">.');
  }).listen(0, '127.0.0.1');
  await once(empty, 'listening');
  const address = `http://127.0.0.1:${empty.address().port}`;
  const times = { empty: [], ready: [], editors: [] };
  const page = await context.newPage();
  for (let round = 0; round < LOADS; round++) {
    times.empty.push(await readyIn(page, address, '#there'));
    times.ready.push(await readyIn(page, origin, '#step-title'));
    times.editors.push(await readyIn(page, origin, '.cm-content'));
  }
  await page.close();
  empty.close();
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

/** Milliseconds from each change of the text to the next frame after the matrix has changed, sorted. */
async function edits(origin, slower) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.goto(origin);
  const editor = page.locator('.cm-content').first();
  await editor.waitFor();
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.evaluate(() => {
    window.times = [];
    let begun;
    document.addEventListener('beforeinput', () => (begun = performance.now()), { capture: true });
    new MutationObserver(() => {
      if (begun === undefined) return;
      const from = begun;
      begun = undefined;
      requestAnimationFrame(() => window.times.push(performance.now() - from));
    }).observe(document.querySelector('.matrix'), {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
  const text = (await editor.locator('.cm-line').allTextContents()).join('\n');
  const other = text.replace(/ *"kms:Decrypt",?\n/, '');
  await editor.click();
  for (let edit = 0; edit < EDITS; edit++) {
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(edit % 2 === 0 ? other : text);
    await page.waitForFunction((count) => window.times.length > count, edit);
  }
  const times = await page.evaluate(() => window.times);
  await page.close();
  return times.sort((a, b) => a - b);
}

const { row, write } = tableOf('web-bench', 'npm run web-bench');
const lab = await running(process.execPath, [BINARY, 'web', '--no-open'], /http:\S+/, {
  env: { KMS_LAB_STATE_DIR: freshState() },
  end: 'SIGINT',
});
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const first = await context.newPage();
await first.goto(lab.found);
const { origin } = new URL(lab.found);

const there = await loads(origin);
row('the step is there', ms(there.ready), `an empty page: ${ms(there.empty)}`, {
  ratio: there.ready / there.empty,
  atMost: 3,
});
row('the editors are there', ms(there.editors), `an empty page: ${ms(there.empty)}`, {
  ratio: there.editors / there.empty,
});
for (const slower of [1, 4]) {
  const times = await edits(origin, slower);
  const p95 = times[Math.floor(times.length * 0.95)];
  row(
    `from the edit to the matrix, p95${slower === 1 ? '' : `, ${slower} times slower`}`,
    ms(p95),
    `the most: ${ms(MOST[slower])}`,
    {
      ratio: p95 / MOST[slower],
      atMost: 1,
      note: `${times.length} edits; the median is ${ms(median(times))}.`,
    },
  );
}

await browser.close();
await lab.stop();
write();
process.exit();
