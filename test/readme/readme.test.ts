import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { SETTINGS, withCode, withTables } from './tables.ts';

const root = resolve(import.meta.dirname, '../..');

test('what the README says of the code is what the code says; `npm run readme` writes it anew', async () => {
  const path = join(root, 'README.md');
  await expect(withTables(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path);
});

test('the settings in the documentation are those of the command line', async () => {
  const path = join(root, 'docs/configuration.md');
  await expect(withTables(readFileSync(path, 'utf8'), SETTINGS)).toMatchFileSnapshot(path);
});

test.each(['your-own-step', 'library'])('docs/%s.md shows the files that the tests run', async (name) => {
  const path = join(root, `docs/${name}.md`);
  await expect(withCode(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path);
});
