import { describe, expect, test } from 'vitest';
import { expectReadable } from '../readable.ts';
import { WHOLE } from '../sampled.ts';
import { cell, MISSING, reason, reportInBrowser } from './in-browser.ts';

describe.skipIf(MISSING)('everyone can read the report', () => {
  const { open, ask } = reportInBrowser();

  test.each([
    ['done', 1200, 'light'],
    ['failing', 320, 'dark'],
  ] as const)('%s, %i pixels wide, %s', async (name, width, colorScheme) => {
    const page = await open({ name, width, colorScheme });
    await ask('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
    await cell(page).click();
    await reason(page).waitFor();
    expect(await expectReadable(page)).toEqual(
      expect.arrayContaining(['color-contrast', 'landmark-one-main', 'button-name', 'document-title']),
    );
  });

  test.runIf(WHOLE)('with steps of an earlier run, dark', async () => {
    await expectReadable(await open({ name: 'later', colorScheme: 'dark' }));
  });
});
