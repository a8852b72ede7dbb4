import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html/page.ts';
import { junitReport } from '../../src/report/junit.ts';
import { lastMatrices } from '../../src/report/last-matrices.ts';
import { CHROMIUM, openBrowser } from './chromium.ts';
import { journalOf, storyOf } from './journal.ts';
import { recordedRun } from './recorded.ts';

const MISSING = !existsSync(CHROMIUM) && !process.env.CI;
if (MISSING) console.warn(`The report is not looked at: there is no ${CHROMIUM} (apt-get install chromium).`);

const directory = mkdtempSync(join(tmpdir(), 'kms-lab-page-'));
const failing = storyOf(recordedRun('corrected', 'key-policy-role-only'), {
  damage: [{ line: 3, why: 'it is no JSON' }],
});
const whole = journalOf(recordedRun('published'));
/** The maximum content of a first page. */
const longest = storyOf(recordedRun('published'), {}, { name: 'Name '.repeat(16).trim() });
/** The last steps, in an account where an earlier run did the others. */
const later = storyOf(
  [
    recordedRun()[0]!,
    { type: 'standing', at: 'after-start-web-app', drift: [] },
    ...recordedRun().slice(
      recordedRun().findIndex((event) => 'step' in event && event.step === 'open-sample-file') - 1,
    ),
  ],
  {},
  { known: lastMatrices(whole) },
);
const PAGES = { done: storyOf(), failing, longest, later } as const;
const addressOf = (name: keyof typeof PAGES): string => {
  const path = join(directory, `${name}.html`);
  writeFileSync(path, htmlReport(PAGES[name]));
  return pathToFileURL(path).href;
};

describe.skipIf(MISSING)('the page in a browser', { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser?.close());

  interface Look {
    readonly name?: keyof typeof PAGES;
    readonly width?: number;
    readonly colorScheme?: 'light' | 'dark';
    readonly hasTouch?: boolean;
    readonly javaScriptEnabled?: boolean;
  }

  /** Opens a report. Any network request, and any error message, fails the test. */
  async function open({ name = 'done', width = 1200, ...options }: Look = {}): Promise<void> {
    const context = await browser.newContext({ viewport: { width, height: 800 }, ...options });
    page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(addressOf(name));
  }

  /** The page's value of an expression. */
  const ask = <T = unknown>(expression: string): Promise<T> => page.evaluate<T>(expression);

  const cell = () => page.locator('#step-2 td.changed button');
  const reason = () => page.locator('#step-2 td.changed .why');

  test.each([
    ['done', 1200, 'light'],
    ['failing', 320, 'dark'],
  ] as const)('%s, %i pixels wide, %s: everyone can read it', async (name, width, colorScheme) => {
    await open({ name, width, colorScheme });
    await ask('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
    await cell().click();
    await reason().waitFor();
    const { violations, passes } = await new AxeBuilder({ page }).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
    expect(passes.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['color-contrast', 'landmark-one-main', 'button-name', 'document-title']),
    );
  });

  test.each([320, 400, 768, 1600])('%i pixels are wide enough', async (width) => {
    await open({ width });
    expect(await ask<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });

  test.each([320, 1200])('no word of a cell is broken or cut, %i pixels wide', async (width) => {
    await open({ width });
    const cut = await ask(`[...document.querySelectorAll('.heat button')]
      .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
      .map((one) => one.textContent)`);
    expect(cut).toEqual([]);
  });

  test('a cell’s reason opens on hover, and closes when the pointer leaves', async () => {
    await open();
    await cell().hover();
    await reason().waitFor();
    expect(await reason().textContent()).toMatch(
      /may not kms:Decrypt: “Enable IAM User Permissions” in the key policy/,
    );
    await page.mouse.move(0, 0);
    await reason().waitFor({ state: 'hidden' });
  });

  test('a click keeps it open', async () => {
    await open();
    await cell().hover();
    await reason().waitFor();
    await cell().click();
    await page.mouse.move(0, 0);
    await page.mouse.move(5, 5);
    expect(await reason().isVisible()).toBe(true);
  });

  test('by tap', async () => {
    await open({ width: 320, hasTouch: true });
    await cell().tap();
    await reason().waitFor();
    const box = await reason().boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
  });

  test('by keyboard: one stop per matrix, arrows between cells, Enter for the reason, Escape to continue', async () => {
    await open();
    await page.locator('#step-2 .heat button').first().focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await reason().waitFor();
    await page.keyboard.press('ArrowDown');
    await reason().waitFor({ state: 'hidden' });
    await page.locator('#step-2 .why:popover-open').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.why:popover-open').count()).toBe(0);
    expect(await page.locator('#step-2 .heat button[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Tab');
    expect(await ask('document.activeElement?.closest(".heat")')).toBeNull();
  });

  test('the skip link leads past the overview', async () => {
    await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await ask('document.activeElement?.id')).toBe('story');
  });

  test('without its script it still opens', async () => {
    await open({ javaScriptEnabled: false });
    await cell().click();
    await reason().waitFor();
  });

  test('on paper everything is there, and nothing floats', async () => {
    await open({ colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(50_000);
    expect(await page.locator('.checks').first().isVisible()).toBe(true);
    expect(await page.locator('.skip').isVisible()).toBe(false);
    expect(await ask('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  });

  const pagesOf = (pdf: Buffer): number =>
    pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

  test.each(
    (['A4', 'Letter'] as const).flatMap((format) =>
      (Object.keys(PAGES) as (keyof typeof PAGES)[]).map((name) => [format, name] as const),
    ),
  )('on %s the first page is a sheet of its own: %s', async (format, name) => {
    await open({ name });
    const whole = pagesOf(await page.pdf({ format }));
    await ask('document.querySelectorAll("main, footer").forEach((one) => one.remove())');
    expect(pagesOf(await page.pdf({ format }))).toBe(1);
    expect(whole).toBeGreaterThan(1);
  });

  test.each([
    ['on paper', 703, 'print'],
    ['on a screen', 1100, 'screen'],
  ] as const)('every finding is one line %s', async (_where, width, media) => {
    await open({ name: 'longest', width });
    await page.emulateMedia({ media });
    const tall = await ask<string[]>(`[...document.querySelectorAll('[aria-labelledby="findings-title"] li')]
      .filter((one) => {
        const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(one);
        return one.clientHeight > 1.5 * parseFloat(lineHeight) + parseFloat(paddingTop) + parseFloat(paddingBottom);
      })
      .map((one) => one.textContent)`);
    expect(tall).toEqual([]);
    expect(await page.locator('[aria-labelledby="findings-title"] li').count()).toBe(10);
  });

  test('steps of an earlier run are gray, and can be read', async () => {
    await open({ name: 'later', colorScheme: 'dark' });
    const colorOf = (cell: string) =>
      ask(`getComputedStyle(document.querySelector('${cell}')).backgroundColor`);
    expect(await colorOf('.mini.stale td.allowed')).toBe(await colorOf('.mini.stale td.implicitly-denied'));
    expect(await colorOf('.mini:not(.stale) td.allowed')).not.toBe(await colorOf('.mini.stale td.allowed'));
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations).toEqual([]);
  });

  test('JUnit is well-formed XML', async () => {
    await open();
    const xml = JSON.stringify(junitReport(failing));
    const suites = await ask(`{
      const read = new DOMParser().parseFromString(${xml}, 'application/xml');
      read.querySelector('parsererror')?.textContent ?? read.querySelectorAll('testsuite').length;
    }`);
    expect(suites).toBe(8);
  });
});
