import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { freshState, kmsLab } from '../end-to-end/kms-lab.ts';
import { openBrowser } from '../report/chromium.ts';
import { docs, gallery } from './docs.ts';

/** Of one run. */
const REPORTS = [
  ['html', 'report.html'],
  ['md', 'report.md'],
  ['junit', 'report.xml'],
  ['json', 'report.json'],
] as const;

/** The first page on a screen, on a telephone, and as a sheet of A4 between its margins. */
const PICTURES = [
  { name: 'report-light.png', width: 1100, height: 1500, colorScheme: 'light', media: 'screen' },
  { name: 'report-dark.png', width: 1100, height: 1500, colorScheme: 'dark', media: 'screen' },
  { name: 'report-phone.png', width: 320, height: 1100, colorScheme: 'light', media: 'screen' },
  { name: 'report-print.png', width: 703, height: 1039, colorScheme: 'light', media: 'print' },
] as const;

test('four reports, and four pictures of the first page', async () => {
  const stateDir = freshState();
  expect(await kmsLab(stateDir, 'run')).toMatchObject({ exitCode: 0 });
  for (const [format, name] of REPORTS) {
    const told = await kmsLab(
      stateDir,
      'report',
      '--name',
      'Ada Lovelace',
      '--format',
      format,
      '--out',
      gallery(name),
    );
    expect(told, told.stderr).toMatchObject({ exitCode: 0 });
  }

  const browser = await openBrowser();
  try {
    for (const { name, width, height, colorScheme, media } of PICTURES) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme });
      const page = await context.newPage();
      await page.goto(pathToFileURL(gallery('report.html')).href);
      await page.emulateMedia({ media, colorScheme });
      await page.screenshot({ path: docs(`pictures/${name}`) });
    }
  } finally {
    await browser.close();
  }
});
