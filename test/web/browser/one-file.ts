import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { bundleOffline } from '../../../scripts/page.mjs';
import { colors } from '../../../src/report/html/colors.ts';
import { TASKS } from '../../../src/web/page/offline/tasks.ts';
import { oneFile } from '../../../src/web/server/one-file.ts';
import { newContext, noteComplaints, openBrowser } from '../../report/chromium.ts';

/** `lab.html`, from a disk, without a network. */
export function oneFileInBrowser() {
  let browser: Browser;
  let address: string;
  beforeAll(async () => {
    const { outputFiles } = await bundleOffline();
    const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))!.text;
    const page = oneFile({
      script: text('.js'),
      style: colors + text('.css'),
      documents: [{ title: 'A </script><b>policy', 'key-policy': TASKS[4]!.solution['key-policy'] }],
    });
    const path = join(mkdtempSync(join(tmpdir(), 'kms-lab-file-')), 'lab.html');
    writeFileSync(path, page);
    address = pathToFileURL(path).href;
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  async function open(fragment = '', width = 1280): Promise<{ page: Page; complaints: string[] }> {
    const context = await newContext(browser, { viewport: { width, height: 900 }, offline: true });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    noteComplaints(page, complaints, /^(file|data):/);
    await page.goto(address + fragment);
    await page.locator('.cm-content').first().waitFor();
    return { page, complaints };
  }

  return { open };
}
