import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TASKS } from '../../../src/web/page/offline/tasks.ts';
import { expectReadable } from '../../readable.ts';
import { openBrowser } from '../../report/chromium.ts';
import { does, KEY_POLICY, MISSING, openPage } from './in-browser.ts';
import { oneFileInBrowser } from './one-file.ts';

describe.skipIf(MISSING)('everyone can read the lab', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test.each([
    [1280, 'light'],
    [320, 'dark'],
    [320, 'light'],
  ] as const)('%i pixels wide, %s', async (width, colorScheme) => {
    const open = await openPage(browser, {
      width,
      colorScheme,
      reducedMotion: 'reduce',
      hasTouch: width === 320,
    });
    const { page } = open;
    await does(open, 'check');
    await open.paste(
      KEY_POLICY,
      '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Principal":{"AWS":"*"},"Action":"x","Resource":"*"}]}',
    );
    await page.locator('.problem').first().waitFor();
    await does(open, 'hint');
    await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
    const cell = page.locator('.matrix td button').nth(7);
    await (width === 320 ? cell.tap() : cell.click());
    expect(await page.locator('.reason h3').textContent()).toBe('the operator: kms:Decrypt');
    await expectReadable(page);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    const cut = await page.evaluate<string[]>(`[...document.querySelectorAll('.matrix td button')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)`);
    expect(cut).toEqual([]);
  });
});

describe.skipIf(MISSING)('everyone can read the page in one file', () => {
  const { open } = oneFileInBrowser();

  test.each([1280, 320])('%i pixels wide', async (width) => {
    const { page, complaints } = await open('', width);
    await page.getByRole('button', { name: TASKS[2]!.title }).click();
    await page.getByRole('combobox').selectOption({ index: 1 });
    await page.locator('td.changed').first().waitFor();
    expect(await page.getByRole('combobox').textContent()).toContain('A </script><b>policy');
    await expectReadable(page);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(complaints).toEqual([]);
  });
});
