import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { htmlReport } from '../../src/report/html/page.ts';
import { lastMatrices } from '../../src/report/last-matrices.ts';
import { CHROMIUM, newContext, noteComplaints, openBrowser } from './chromium.ts';
import { journalOf, storyOf } from './journal.ts';
import { recordedRun } from './recorded.ts';

export const MISSING = !existsSync(CHROMIUM) && !process.env.CI;
if (MISSING) console.warn(`The report is not looked at: there is no ${CHROMIUM} (apt-get install chromium).`);

const directory = mkdtempSync(join(tmpdir(), 'kms-lab-page-'));
export const failing = storyOf(recordedRun('corrected', 'key-policy-role-only'), {
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
export const PAGES = { done: storyOf(), failing, longest, later } as const;
const addressOf = (name: keyof typeof PAGES): string => {
  const path = join(directory, `${name}.html`);
  writeFileSync(path, htmlReport(PAGES[name]));
  return pathToFileURL(path).href;
};

export interface Look {
  readonly name?: keyof typeof PAGES;
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly hasTouch?: boolean;
  readonly javaScriptEnabled?: boolean;
}

/** Reports in a browser, one a test. Any network request, and any error message, fails the test. */
export function reportInBrowser() {
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

  return {
    async open({ name = 'done', width = 1200, ...options }: Look = {}): Promise<Page> {
      const context = await newContext(browser, { viewport: { width, height: 800 }, ...options });
      page = await context.newPage();
      noteComplaints(page, complaints, /^(file|data):/);
      await page.goto(addressOf(name));
      return page;
    },
    /** The page's value of an expression. */
    ask: <T = unknown>(expression: string): Promise<T> => page.evaluate<T>(expression),
  };
}

export const cell = (page: Page) => page.locator('#step-2 td.changed button');
export const reason = (page: Page) => page.locator('#step-2 td.changed .why');
