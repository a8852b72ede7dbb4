/** The lab in a browser: how fast it is there, and how fast the matrix follows the typing, in a real browser. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

import { emptyPage, openBrowser, readyIn } from './browser.mjs';
import { BINARY, freshState, median, p95, running } from './processes.mjs';
import { ms, tableOf } from './table.mjs';

const LOADS = 11;
const EDITS = 60;
/** Milliseconds from a change of the text to the matrix that shows it, of 95 in 100 changes. */
const MOST = { 1: 50, 4: 150 };

const browser = await openBrowser();

async function loads(origin) {
  const empty = await emptyPage();
  const times = { empty: [], ready: [], editors: [] };
  const page = await context.newPage();
  for (let round = 0; round < LOADS; round++) {
    times.empty.push(await readyIn(page, empty.address, '#there'));
    times.ready.push(await readyIn(page, origin, '#step-title'));
    times.editors.push(await readyIn(page, origin, '.cm-content'));
  }
  await page.close();
  empty.close();
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

/** Milliseconds between two keys of a person who types fast. */
const BETWEEN = 200;
const ACTION = 'kms:Decrypt';

/** Deletes and types the last letter of an action of the role's policy in turn; each changes the matrix. */
async function typing(page, editor) {
  const lines = await editor.locator('.cm-line').allTextContents();
  const line = lines.findIndex((text) => text.includes(ACTION));
  const after = lines[line].length - lines[line].indexOf(ACTION) - ACTION.length;
  const keys = ['Control+Home', ...Array(line).fill('ArrowDown'), 'End', ...Array(after).fill('ArrowLeft')];
  for (const key of keys) await page.keyboard.press(key);
  return async (edit) => {
    await page.waitForTimeout(BETWEEN);
    await page.keyboard.press(edit % 2 === 0 ? 'Backspace' : ACTION.at(-1));
  };
}

/** Replaces the whole policy with one that differs in an action, in turn. */
async function pasting(page, editor) {
  const text = (await editor.locator('.cm-line').allTextContents()).join('\n');
  const other = text.replace(/ *"kms:Decrypt",?\n/, '');
  return async (edit) => {
    await page.waitForTimeout(BETWEEN);
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(edit % 2 === 0 ? other : text);
  };
}

/**
 * Milliseconds from the key, or the paste, to the next frame after the matrix has changed. `own`: to where the
 * browser itself has changed the text, before anything of the page runs.
 */
async function edits(origin, slower, by) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.goto(origin);
  const editor = page.locator('.cm-content').first();
  await editor.waitFor();
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await editor.click();
  const edit = await by(page, editor);
  await page.evaluate(() => {
    window.times = [];
    window.own = [];
    let begun;
    const own = () => begun !== undefined && window.own.push(performance.now() - begun);
    document.addEventListener('input', own, { capture: true });
    for (const name of ['keydown', 'beforeinput']) {
      const begin = () => (begun ??= performance.now());
      document.addEventListener(name, begin, { capture: true });
    }
    // Keys that change no text.
    document.addEventListener('selectionchange', () => (begun = undefined));
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
  for (let count = 0; count < EDITS; count++) {
    await edit(count);
    await page.waitForFunction((least) => window.times.length > least, count, { polling: 20 });
  }
  const { times, own } = await page.evaluate(() => ({ times: window.times, own: window.own }));
  await page.close();
  return { times, own: median(own) };
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
  for (const [what, by] of [
    ['a key in the editor', typing],
    ['a policy pasted', pasting],
  ]) {
    const { times, own } = await edits(origin, slower, by);
    const most = p95(times);
    row(
      `from ${what} to the matrix, p95${slower === 1 ? '' : `, ${slower} times slower`}`,
      ms(most),
      `the most: ${ms(MOST[slower])}`,
      {
        ratio: most / MOST[slower],
        atMost: 1,
        note: `${times.length} times, ${BETWEEN} ms apart; the median is ${ms(median(times))}, of which the browser needs ${ms(own)} to change the text.`,
      },
    );
  }
}

await browser.close();
await lab.stop();
write();
process.exit();
