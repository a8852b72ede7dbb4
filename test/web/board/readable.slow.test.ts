import { describe, expect, test } from 'vitest';
import { expectReadable } from '../../readable.ts';
import { boardInBrowser, MISSING } from './in-browser.ts';

describe.skipIf(MISSING)('everyone can read the board', () => {
  const { open } = boardInBrowser();

  test.each([
    ['acting', '/', 1200, 'light'],
    ['acting', '/', 320, 'dark'],
    ['reading', '/', 1200, 'dark'],
    ['acting', '/?projector', 1600, 'light'],
  ] as const)('%s %s, %i pixels wide, %s', async (to, path, width, colorScheme) => {
    const said = { 3: { do: 'raise', line: `Why is it denied? ${'x'.repeat(180)}` } } as const;
    const page = await open({ to, path, width, colorScheme, said });
    await expectReadable(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });
});
