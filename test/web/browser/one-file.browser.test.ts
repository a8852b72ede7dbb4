import { describe, expect, test } from 'vitest';
import { prettyDocument } from '../../../src/policy/pretty.ts';
import { TASKS } from '../../../src/web/page/offline/tasks.ts';
import { MISSING } from './in-browser.ts';
import { oneFileInBrowser } from './one-file.ts';

describe.skipIf(MISSING)('the page in one file, from a disk', () => {
  const { open } = oneFileInBrowser();

  test('a task is solved by typing, and a link brings it back; nothing is sent', async () => {
    const { page, complaints } = await open();
    const [task] = TASKS;
    await page.getByRole('button', { name: task!.title }).click();
    await page.locator('.results .failed').first().waitFor();
    const editor = page.locator('.cm-content').first();
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(prettyDocument(task!.solution['role-policy']));
    await page.getByText('Solved: any policies').waitFor();
    await page.getByRole('button', { name: 'Copy a link' }).click();
    const { hash } = new URL(page.url());
    expect(hash).toMatch(/^#lab=/);
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);

    const again = await open(hash);
    await again.page.getByText('Solved: any policies').waitFor();
    expect([...complaints, ...again.complaints]).toEqual([]);
  });
});
