import { test } from 'vitest';
import { CTRL_C } from '../cli/step/pty.ts';
import { freshState } from '../end-to-end/kms-lab.ts';
import { writeDocs } from './docs.ts';
import { handsIn, LEFT } from './hands.ts';
import { marked, recordStep, type Size } from './recording.ts';

const aboutOf = ({
  columns,
  rows,
}: Size): string => `kms-lab step in a terminal of ${columns} columns and ${rows} rows, by keys, with mistakes
made at another terminal. What is between two rules was the screen.
Written by npm run show.`;

const SIZES: readonly (Size & { readonly file: string })[] = [
  { columns: 80, rows: 24, file: 'walk.txt' },
  { columns: 60, rows: 20, file: 'walk-60x20.txt' },
  { columns: 120, rows: 40, file: 'walk-120x40.txt' },
];

test.each(SIZES)('$file', async ({ file, ...size }) => {
  const stateDir = freshState();
  const walk = await recordStep(stateDir, size);
  const hands = await handsIn(stateDir);
  await walk.press('n');
  await walk.press('?', 'Enter back');
  await walk.press('?');
  await walk.press('g');
  await walk.press('m');
  await walk.pressAndGoOn('c');

  await walk.press('g');
  await walk.press('h');
  walk.remark('At another terminal: a version without kms:Encrypt, with kms:Decrypt.');
  await hands.allowTheRole(['kms:Decrypt', ...LEFT.slice(1)]);
  await walk.press('c');
  await walk.press('h');
  await walk.press('h');
  await walk.press('h');
  await walk.press('i', 'still allows kms:Decrypt');
  walk.remark('At another terminal: that is mended, with another mistake.');
  await hands.allowTheRole(LEFT.slice(1));
  await walk.person.finds('Press h again to see what is different');
  await walk.keep('Nothing was pressed.');
  await walk.press('h', 'kms:Encrypt');
  await walk.press(CTRL_C);
  walk.remark('At another terminal: the key is disabled, and the policy detached.');
  await hands.allowTheRole(LEFT);
  await hands.disableKey();
  await hands.detachRolePolicy();
  await walk.press('d');
  await walk.press('h');
  walk.remark('At another terminal: both are mended.');
  await hands.enableKey();
  await hands.attachRolePolicy();
  await walk.pressAndGoOn('c');

  await walk.press('s', 'Later steps build');
  await walk.press('n');
  await walk.pressAndGoOn('d');
  await walk.pressAndGoOn('d');
  await walk.press('f');
  await walk.pressAndGoOn('d');
  await walk.press('b', 'Undoes');
  await walk.press('n');
  await walk.pressAndGoOn('d');
  await walk.pressAndGoOn('d');
  const told = await walk.leaves();
  writeDocs(file, [marked(aboutOf(size)).join('\n'), told].join('\n\n'));
});
