import { expect, test } from 'vitest';
import { freshState, kmsLab } from '../end-to-end/kms-lab.ts';
import { writeDocs } from './docs.ts';
import { terminalPicture } from './terminal-picture.ts';

const TITLE =
  'kms-lab run: seven steps are done and checked; the first of eight findings; and the access matrix: who may do what with the key.';

/** The lines from one that begins with a text to the next that is empty. */
function paragraph(lines: readonly string[], begins: string): readonly string[] {
  const first = lines.findIndex((line) => line.startsWith(begins));
  if (first < 0) throw new Error(`No line begins with ${begins}.`);
  return lines.slice(first, lines.indexOf('', first));
}

test('pictures/run.svg', async () => {
  const { exitCode, stdout } = await kmsLab(freshState(), 'run', { COLUMNS: '80' });
  expect(exitCode).toBe(0);
  const lines = stdout.split('\n');
  const shown = [
    '$ npx kms-lab run',
    ...lines.filter((line) => /^\d\/7 /.test(line)),
    '',
    ...paragraph(lines, 'page says').filter((line) => !line.includes('https://')),
    '…',
    ...paragraph(lines, '                         Encrypt'),
    '',
    ...paragraph(lines, 'run: done'),
  ];
  writeDocs('pictures/run.svg', terminalPicture(shown, { title: TITLE, columns: 80 }));
});
