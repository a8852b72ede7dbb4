import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutAction } from '../../../src/policy/edit.ts';
import { prettyDocument } from '../../../src/policy/pretty.ts';
import { documentedKeyPolicy, type KeyPolicyName } from '../../../steps/documents/index.ts';
import { openBrowser } from '../../report/chromium.ts';
import {
  does,
  KEY_POLICY,
  MISSING,
  type OpenPage,
  openPage,
  rolePolicyTitle,
  titleOf,
} from './in-browser.ts';

describe.skipIf(MISSING)('the lab in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const keyPolicy = async ({ lab }: OpenPage, name: KeyPolicyName): Promise<string> =>
    prettyDocument(documentedKeyPolicy(name, 'corrected', (await lab.view()).facts));

  async function save({ page }: OpenPage, index: number): Promise<void> {
    const button = page.getByRole('button', { name: 'Save', exact: true }).nth(index);
    await Promise.all([page.waitForResponse('**/acts'), button.click()]);
  }

  test('the whole page, done by hand', async () => {
    const open = await openPage(browser);
    const { page, lab, complaints } = open;
    await does(open, 'check');
    await expect.poll(() => titleOf(open).textContent()).toBe('Take kms:Decrypt away from the instance role');

    const { documents } = await lab.view();
    await open.paste(
      await rolePolicyTitle(open),
      prettyDocument(withoutAction(documents['role-policy']!, 'kms:Decrypt')),
    );
    await page.locator('td.changed').waitFor();
    expect(await open.text('td.changed')).toMatch(/denied\s+was allowed/);
    await expect
      .poll(() => open.text('p[role="status"]'))
      .toContain('allowed → denied: the instance role: Decrypt');
    await save(open, 0);
    await expect.poll(() => page.locator('td.changed').count()).toBe(0);
    await does(open, 'check');
    await expect.poll(() => titleOf(open).textContent()).toBe('Start the web app on the instance');

    // The web app is started on the instance, which no page of a browser reaches.
    await does(open, 'do it for me');
    await expect.poll(() => titleOf(open).textContent()).toBe('Open the sample file in the web app');
    await page.getByText('The web app and its log').click();
    await page.frameLocator('iframe').getByText('SampleFile-KMS.txt').first().waitFor();
    await does(open, 'check');

    for (const [name, next] of [
      ['account-only', 'Key policy: in the account, only the role'],
      ['role-only', 'Key policy: userA may manage the key, with MFA'],
    ] as const) {
      await open.paste(KEY_POLICY, await keyPolicy(open, name));
      await page.locator('td.changed').first().waitFor();
      await save(open, 1);
      await does(open, 'check');
      await expect.poll(() => titleOf(open).textContent()).toBe(next);
    }
    // A user is made with the AWS CLI, or by kms-lab.
    await does(open, 'do it for me');
    await expect.poll(async () => (await lab.view()).done).toBe(7);
    await open.button('reset').waitFor({ state: 'detached' });
    await does(open, 'go back');
    await page.getByText('Undoes step 7 key-policy-mfa.').waitFor();
    await does(open, 'Go on');
    await expect.poll(async () => (await lab.view()).done).toBe(6);
    expect(complaints).toEqual([]);
  });
});
