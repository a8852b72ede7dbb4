import { describe, expect, test } from 'vitest';
import { junitReport } from '../../src/report/junit.ts';
import { cell, failing, MISSING, PAGES, reason, reportInBrowser } from './in-browser.ts';

describe.skipIf(MISSING)('the page in a browser', () => {
  const { open, ask } = reportInBrowser();

  test('320 pixels are wide enough, and so is more; no word of a cell is broken or cut', async () => {
    const page = await open();
    for (const width of [320, 400, 768, 1200, 1600]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await ask<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const cut = await ask(`[...document.querySelectorAll('.heat button')]
        .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
        .map((one) => one.textContent)`);
      expect([width, cut]).toEqual([width, []]);
    }
  });

  test('a cell’s reason opens on hover, and closes when the pointer leaves', async () => {
    const page = await open();
    await cell(page).hover();
    await reason(page).waitFor();
    expect(await reason(page).textContent()).toMatch(
      /may not kms:Decrypt: “Enable IAM User Permissions” in the key policy/,
    );
    await page.mouse.move(0, 0);
    await reason(page).waitFor({ state: 'hidden' });
  });

  test('a click keeps it open', async () => {
    const page = await open();
    await cell(page).hover();
    await reason(page).waitFor();
    await cell(page).click();
    await page.mouse.move(0, 0);
    await page.mouse.move(5, 5);
    expect(await reason(page).isVisible()).toBe(true);
  });

  test('by tap', async () => {
    const page = await open({ width: 320, hasTouch: true });
    await cell(page).tap();
    await reason(page).waitFor();
    const box = await reason(page).boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
  });

  test('by keyboard: one stop per matrix, arrows between cells, Enter for the reason, Escape to continue', async () => {
    const page = await open();
    await page.locator('#step-2 .heat button').first().focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await reason(page).waitFor();
    await page.keyboard.press('ArrowDown');
    await reason(page).waitFor({ state: 'hidden' });
    await page.locator('#step-2 .why:popover-open').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.why:popover-open').count()).toBe(0);
    expect(await page.locator('#step-2 .heat button[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Tab');
    expect(await ask('document.activeElement?.closest(".heat")')).toBeNull();
  });

  test('the skip link leads past the overview', async () => {
    const page = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await ask('document.activeElement?.id')).toBe('story');
  });

  test('without its script it still opens', async () => {
    const page = await open({ javaScriptEnabled: false });
    await cell(page).click();
    await reason(page).waitFor();
  });

  test('on paper everything is there, and nothing floats', async () => {
    const page = await open({ colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(50_000);
    expect(await page.locator('.checks').first().isVisible()).toBe(true);
    expect(await page.locator('.skip').isVisible()).toBe(false);
    expect(await ask('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  });

  const pagesOf = (pdf: Buffer): number =>
    pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

  test.each(Object.keys(PAGES) as (keyof typeof PAGES)[])(
    'the first page is a sheet of its own: %s',
    async (name) => {
      const page = await open({ name });
      expect(pagesOf(await page.pdf({ format: 'A4' }))).toBeGreaterThan(1);
      await ask('document.querySelectorAll("main, footer").forEach((one) => one.remove())');
      for (const format of ['A4', 'Letter'] as const)
        expect([format, pagesOf(await page.pdf({ format }))]).toEqual([format, 1]);
    },
  );

  test.each([
    ['on paper', 703, 'print'],
    ['on a screen', 1100, 'screen'],
  ] as const)('every finding is one line %s', async (_where, width, media) => {
    const page = await open({ name: 'longest', width });
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

  test('steps of an earlier run are gray', async () => {
    await open({ name: 'later', colorScheme: 'dark' });
    const colorOf = (cell: string) =>
      ask(`getComputedStyle(document.querySelector('${cell}')).backgroundColor`);
    expect(await colorOf('.mini.stale td.allowed')).toBe(await colorOf('.mini.stale td.implicitly-denied'));
    expect(await colorOf('.mini:not(.stale) td.allowed')).not.toBe(await colorOf('.mini.stale td.allowed'));
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
