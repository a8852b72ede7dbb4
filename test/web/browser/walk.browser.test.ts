import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PageRoom } from '../../../src/cli/room/page-room.ts';
import { lightSleep, RoomLine } from '../../../src/cli/room/room-line.ts';
import { prettyDocument } from '../../../src/policy/pretty.ts';
import { kmsLab } from '../../end-to-end/in-process.ts';
import { expectReadable } from '../../readable.ts';
import { newContext, openBrowser } from '../../report/chromium.ts';
import { does, KEY_POLICY, MISSING, openPage, rolePolicyTitle, titleOf } from './in-browser.ts';

if (MISSING) console.warn('The page is not looked at: there is no Chromium.');

describe.skipIf(MISSING)('the lab in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('by keyboard alone: steps, editor, matrix, and no trap', async () => {
    const open = await openPage(browser);
    const { page } = open;
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement?.id')).toBe('work');
    const active = () =>
      page.evaluate<string>(
        'document.activeElement?.className + " " + document.activeElement?.textContent?.slice(0, 40)',
      );
    const seen: string[] = [];
    for (let time = 0; time < 60; time += 1) {
      await page.keyboard.press('Tab');
      seen.push(await active());
    }
    for (const stop of ['do it for me', 'check', 'cm-content', 'cm-scroller', 'allowed']) {
      expect(
        seen.some((one) => one.includes(stop)),
        `${stop} is reached: ${seen.join(' | ')}`,
      ).toBe(true);
    }
    await page.locator('.matrix button[tabindex="0"]').focus();
    const reason = () => page.locator('.reason h3').textContent();
    const before = await reason();
    await page.keyboard.press('ArrowDown');
    await expect.poll(reason).not.toBe(before);
    expect(await page.locator('.matrix button[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('ArrowRight');
    expect(await reason()).toBe('the operator: kms:PutKeyPolicy');

    await page.getByRole('textbox', { name: KEY_POLICY }).focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Delete');
    await page.getByText('line 2, column 12: unexpected :').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('unexpected :').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+f');
    await page.locator('.cm-search').waitFor();
    await page.keyboard.press('Escape');
  });

  test('names that would hide, reverse or end the text around them', async () => {
    const open = await openPage(browser);
    const { page } = open;
    const sid = '</script><img src=x onerror=alert(1)>';
    await open.paste(
      KEY_POLICY,
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: sid,
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::111122223333:root' },
            Action: 'kms:*',
            Resource: '*',
          },
        ],
      }),
    );
    await expect.poll(() => open.text('.reason')).toContain(sid);
    expect(await page.locator('.reason img').count()).toBe(0);
    const reversed = 'admin\u202Enimda';
    await open.paste(
      await rolePolicyTitle(open),
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Sid: reversed, Effect: 'Deny', Action: '*', Resource: '*' }],
      }),
    );
    await expect.poll(() => open.text('.reason')).toContain('admin\uFFFDnimda');
    expect(await open.text('.reason')).not.toContain('\u202E');
    expect(open.complaints).toEqual([]);
  });

  test('a draft survives a reload, follows no other tab, and is asked about when the account changes', async () => {
    const open = await openPage(browser, { pause: 100 });
    const { page, lab } = open;
    const name = await rolePolicyTitle(open);
    const text = prettyDocument((await lab.view()).documents['role-policy']!).replace(
      'kms:Encrypt',
      'kms:Sign',
    );
    await open.paste(name, text);
    await page.locator('td.changed').first().waitFor();
    await page.reload();
    await page.locator('td.changed').first().waitFor();
    expect(await open.text('.cm-content')).toContain('kms:Sign');

    const other = await open.another();
    await other.getByRole('button', { name: 'check', exact: true }).click();
    await expect.poll(() => titleOf(open).textContent()).toBe('Take kms:Decrypt away from the instance role');
    await kmsLab(lab.state, 'solve', 'strip-decrypt');
    await page.getByText('The account changed while you were editing.').waitFor();
    expect(await open.text('.cm-content')).toContain('kms:Sign');
    await open.button('Take the account’s policy').click();
    await expect.poll(() => open.text('.cm-content')).not.toContain('kms:Sign');
    await expect
      .poll(() => other.locator('#step-title').textContent())
      .toBe('Start the web app on the instance');
  });

  test('in a room: a hand is raised and lowered by keyboard, and the instructor is read', async () => {
    const room = new PageRoom(
      new RoomLine({
        say: async (says) => ({
          board: 'b',
          messages: [{ is: 'said', id: 'b.1', at: '2026-11-29T14:02:00Z', text: 'Five minutes' }],
          ...(says.do === 'raise' ? { hand: says.line } : {}),
        }),
        sleep: lightSleep,
      }),
    );
    const { page, complaints, text } = await openPage(browser, { width: 320, room });
    await page.getByRole('log').getByText('Five minutes').first().waitFor();
    await page.getByLabel('Ask the instructor:').focus();
    await page.keyboard.type('Which key?');
    await page.keyboard.press('Enter');
    await page.getByText('Your hand is raised: “Which key?”.').waitFor();
    await page.getByRole('button', { name: 'lower your hand' }).press('Enter');
    await page.getByLabel('Ask the instructor:').waitFor();
    expect(await text('[role="log"]')).not.toContain('hand');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await expectReadable(page);
    expect(complaints).toEqual([]);
  });

  test('the time line shows a checkpoint, and goes back to it', async () => {
    const open = await openPage(browser);
    await kmsLab(open.lab.state, 'solve', 'key-policy-account-only');
    await open.lab.act({ do: 'look' });
    const { page } = open;
    await page.getByRole('slider', { name: 'Checkpoint' }).press('Home');
    await expect.poll(() => open.text('.time')).toContain('baseline, ');
    await expect.poll(() => page.locator('td.changed').count()).toBeGreaterThan(0);
    await does(open, 'Go back here');
    await page.getByRole('dialog').waitFor();
    await does(open, 'Go on');
    await expect.poll(async () => (await open.lab.view()).done).toBe(0);
    expect(open.complaints).toEqual([]);
  });

  test('a lab that is stopped in mid-walk loses nothing', async () => {
    const open = await openPage(browser);
    const { page, lab } = open;
    await open.paste(KEY_POLICY, '{"Version":');
    await lab.close();
    await page.getByText('The lab’s server does not answer.').waitFor();
    expect(await open.text('.cm-content')).toContain('{"Version":');
    await open.button('check').click();
    await page.getByText('The lab’s server does not answer. Nothing is known of what it did.').waitFor();
  });

  test('the matrix shows what the account answered, until a policy is edited', async () => {
    const open = await openPage(browser);
    await does(open, 'show the matrix');
    await expect.poll(() => open.text('.reason')).toContain('Observed');
    await open.paste(
      KEY_POLICY,
      '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}}',
    );
    await expect.poll(() => open.text('.reason')).not.toContain('Observed');
    expect(await open.page.locator('td.changed').count()).toBeGreaterThan(0);
  });

  test('without JavaScript it says so', async () => {
    const { lab } = await openPage(browser);
    const context = await newContext(browser, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(lab.links.at(-1)!);
    expect(await page.locator('noscript').textContent()).toContain('This page needs JavaScript');
    await context.close();
  });

  test('on paper the documents are whole', async () => {
    const { page } = await openPage(browser, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.steps').isVisible()).toBe(false);
    expect(await page.locator('.matrix').isVisible()).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  });
});
