import { expect, test } from 'vitest';
import { openSandbox } from '../../../src/sandbox/sandbox.ts';
import written from '../../../src/sandbox/seed/workshop.json' with { type: 'json' };
import { openEmpty } from '../../aws/workshop/opened.ts';
import { freshDirectory } from '../served.ts';
import { recordOf } from './record.ts';

const FILE = '../../../src/sandbox/seed/workshop.json';

test('the seed is what setup makes of an empty account, over the wire: npm run seed writes it anew', async () => {
  const { sandbox, setup } = await openEmpty();
  const { outcome } = await setup();
  expect(outcome.error).toBeUndefined();
  await expect(`${JSON.stringify(await recordOf(sandbox), null, 2)}\n`).toMatchFileSnapshot(FILE);
});

test('a sandbox that begins with the seed holds the same', async () => {
  const sandbox = await openSandbox({ directory: freshDirectory() });
  try {
    expect(await recordOf(sandbox)).toEqual(written);
  } finally {
    await sandbox.close();
  }
});
