import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { freshState, kmsLab } from '../end-to-end/kms-lab.ts';
import { openBrowser } from '../report/chromium.ts';
import { docs } from './docs.ts';

/** Of one run. */
const REPORTS = [
  ['html', 'report.html'],
  ['md', 'report.md'],
  ['junit', 'report.xml'],
  ['json', 'report.json'],
] as const;

/** The top of the page, and a step on a telephone. */
const PICTURES = [
  { name: 'report-light.png', width: 1280, height: 960, colorScheme: 'light', at: 'body' },
  {
    name: 'report-dark-narrow.png',
    width: 390,
    height: 1080,
    colorScheme: 'dark',
    at: '#step-2 h3',
  },
] as const;

test('four reports and two pictures', async () => {
  const stateDir = freshState();
  expect(await kmsLab(stateDir, 'run')).toMatchObject({ exitCode: 0 });
  for (const [format, name] of REPORTS) {
    const told = await kmsLab(stateDir, 'report', '--format', format, '--out', docs(name));
    expect(told, told.stderr).toMatchObject({ exitCode: 0 });
  }

  const browser = await openBrowser();
  try {
    for (const { name, width, height, colorScheme, at } of PICTURES) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme });
      const page = await context.newPage();
      await page.goto(pathToFileURL(docs('report.html')).href);
      await page.evaluate(`document.querySelector('${at}').scrollIntoView({ behavior: 'instant' })`);
      await page.screenshot({ path: docs(name) });
    }
  } finally {
    await browser.close();
  }
});
