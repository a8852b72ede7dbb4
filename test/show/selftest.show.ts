import { expect, test } from 'vitest';
import { freshState, kmsLab } from '../end-to-end/kms-lab.ts';
import { writeDocs } from './docs.ts';

test('selftest.txt', async () => {
  const { exitCode, stdout } = await kmsLab(freshState(), 'selftest');
  expect(exitCode).toBe(0);
  writeDocs('quality/selftest.txt', `$ kms-lab selftest\n\n${stdout.trimEnd()}`);
});
