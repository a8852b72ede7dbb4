import { expect, test } from 'vitest';
import { freshState, kmsLab } from '../end-to-end/kms-lab.ts';
import { writeGallery } from './docs.ts';
import { marked } from './recording.ts';

const ABOUT = `An account that has not done the workshop: examined, prepared, taken through the
page, brought home, and cleared; setup, run and teardown once more each, to see
that they write nothing. Last, who was refused what, and by which statement.
Written by npm run show.`;

/** What is typed, and how it must end. */
const LINES: readonly (readonly [line: string, exitCode: number])[] = [
  ['sandbox reset --empty', 0],
  ['doctor', 3],
  ['setup --dry-run', 4],
  ['setup', 0],
  ['setup', 0],
  ['doctor', 0],
  ['plan --to strip-decrypt --out lab.plan.json', 4],
  ['run --to strip-decrypt --plan lab.plan.json', 2],
  ['run --plan lab.plan.json', 0],
  ['run', 0],
  ['run', 0],
  ['status', 0],
  ['reset', 0],
  ['teardown', 0],
  ['teardown', 0],
  ['sandbox log --denied', 0],
];

test('account.txt', async () => {
  const state = freshState();
  const told: string[] = [marked(ABOUT).join('\n')];
  for (const [line, expected] of LINES) {
    const words = line.split(' ').map((word) => (word === 'lab.plan.json' ? `${state}/${word}` : word));
    const { exitCode, stdout, stderr } = await kmsLab(state, ...words, { COLUMNS: '80' });
    expect(exitCode, `${line}\n${stdout}${stderr}`).toBe(expected);
    const said = `${stdout}${stderr}`.replaceAll(`${state}/`, '').trimEnd();
    told.push(`$ kms-lab ${line}\n${said}`);
  }
  writeGallery('account.txt', told.join('\n\n'));
});
