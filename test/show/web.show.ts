import { expect, test } from 'vitest';
import { withoutAction } from '../../src/policy/edit.ts';
import { prettyDocument } from '../../src/policy/pretty.ts';
import { openBrowser } from '../report/chromium.ts';
import { openPage } from '../web/browser/in-browser.ts';
import { docs } from './docs.ts';

const PICTURES = [
  { name: 'web-light.png', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'web-dark.png', width: 1280, height: 900, colorScheme: 'dark' },
  { name: 'web-phone.png', width: 320, height: 1000, colorScheme: 'light' },
] as const;

test('the second step, while the policy of the role is edited', async () => {
  const browser = await openBrowser();
  try {
    for (const { name, width, height, colorScheme } of PICTURES) {
      const { page, lab, button, complaints } = await openPage(browser, { width, colorScheme });
      await page.setViewportSize({ width, height });
      await Promise.all([page.waitForResponse('**/acts'), button('check').click()]);
      const { documents } = await lab.view();
      await page.locator('.cm-content').first().click();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(prettyDocument(withoutAction(documents['role-policy']!, 'kms:Decrypt')));
      await page.locator('td.changed').waitFor();
      await page.locator(width > 1000 ? '.bench' : '.matrix').evaluate((part) => part.scrollIntoView());
      await page.screenshot({ path: docs(`pictures/${name}`) });
      expect(complaints).toEqual([]);
    }
  } finally {
    await browser.close();
  }
});
