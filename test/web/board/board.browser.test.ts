import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { boardInBrowser, MISSING } from './in-browser.ts';

const text = (page: Page) => page.locator('body').textContent();
const seats = (page: Page) => page.locator('tbody th .number').allTextContents();

describe.skipIf(MISSING)('the board in a browser', () => {
  const { open, say } = boardInBrowser();

  test('those who need help come first, with the cause, and causes are counted', async () => {
    const page = await open();
    expect((await seats(page))[0]).toBe('6');
    expect((await seats(page)).at(-1)).toBe('4');
    expect(await text(page)).toContain('2 at step 2, Step two. 2 of them: Title of space.');
    expect(await text(page)).toContain('Look at space.');
  });

  test('a name is text: no markup, nothing that reverses, and no wider than its column', async () => {
    const page = await open();
    const names = await page.locator('tbody th .name').allTextContents();
    expect(names).toContain('<img src=x onerror=alert(1)>');
    expect(names.join('')).not.toContain('\u202E');
    expect(await page.locator('img').count()).toBe(0);
  });

  test.each([
    ['reading', '/'],
    ['acting', '/?projector'],
  ] as const)('%s %s: no name, no id, and nothing to act with', async (to, path) => {
    const page = await open({ to, path });
    expect(await text(page)).not.toMatch(/Ann|\d{12}/);
    expect(await page.content()).not.toMatch(/Ann|\d{12}/);
    expect(await page.locator('input, select, td button').count()).toBe(0);
  });

  test('by keyboard: select a seat, ask for a reset, read what would change, agree', async () => {
    const worked: string[] = [];
    const page = await open({
      async work({ agreed, tell }) {
        worked.push([...(agreed?.keys() ?? [])].join());
        tell({ seat: 2, state: 'done' });
        return 0;
      },
    });
    await page.getByLabel('Select seat 2,').focus();
    await page.keyboard.press('Space');
    await page.getByText('Selected: seat 2.').waitFor();
    await page.getByRole('button', { name: 'Reset' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('reset: 1 of 1 accounts would change').waitFor();
    await page.getByRole('button', { name: 'Go on' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('done: seat 2').waitFor();
    expect(worked).toEqual(['2']);
  });

  test('the end of the room: its report is saved, then everyone’s reset is asked about', async () => {
    const page = await open({
      async work({ tell }) {
        for (let seat = 1; seat <= 6; seat++) tell({ seat, state: 'done' });
        return 0;
      },
    });
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'End the room' }).click();
    const report = await saving;
    expect(report.suggestedFilename()).toBe('class.html');
    expect(readFileSync(await report.path(), 'utf8')).toContain('1 of 6 finished');
    await page.getByText('reset: 6 of 6 accounts would change').waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('done: seats 1-6').waitFor();
    const again = page.waitForEvent('download');
    await page.locator('.result').getByRole('link', { name: 'Save the report' }).click();
    expect(readFileSync(await (await again).path(), 'utf8')).toContain('6 of 6');
  });

  test('a raised hand comes first, its line is text, and the instructor lowers it', async () => {
    const page = await open();
    expect((await seats(page))[0]).toBe('6');
    await say(4, { do: 'raise', line: '<img src=x onerror=alert(1)> \u202Ewhy?' });
    await page.getByText('a raised hand').waitFor();
    expect((await seats(page))[0]).toBe('4');
    expect(await page.locator('.asks').textContent()).toBe('<img src=x onerror=alert(1)> \uFFFDwhy?');
    expect(await page.locator('img').count()).toBe(0);
    await page.getByRole('button', { name: 'lower the hand of seat 4' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('a raised hand').waitFor({ state: 'detached' });
    expect(await say(4, { do: 'listen' })).not.toHaveProperty('hand');
  });

  test.each([
    ['reading', '/'],
    ['acting', '/?projector'],
  ] as const)('%s %s: a hand is seen, and not its line', async (to, path) => {
    const page = await open({ to, path, said: { 1: { do: 'raise', line: 'Ann asks' } } });
    await page.getByText('a raised hand').waitFor();
    expect(await page.content()).not.toContain('Ann');
    expect(await page.locator('td button').count()).toBe(0);
  });

  test('by keyboard: a message to the seats of the selection', async () => {
    const page = await open();
    await page.getByLabel('Select seat 2,').check();
    await page.getByLabel('Message to the selected seats').fill('Five minutes left.');
    await page.keyboard.press('Enter');
    await page.getByText('Sent to seat 2').waitFor();
    expect((await say(2, { do: 'listen' })).messages).toMatchObject([{ text: 'Five minutes left.' }]);
    expect((await say(3, { do: 'listen' })).messages).toEqual([]);
  });

  test('a row that cannot be opened says why', async () => {
    const page = await open();
    await page.getByRole('button', { name: /^1\s*Ann/ }).click();
    await page.getByText('The account denies it.').waitFor();
  });
});
