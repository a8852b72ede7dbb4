import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { withTables } from './tables.ts';

const path = join(resolve(import.meta.dirname, '../..'), 'README.md');

test('what the README says of the code is what the code says; `npm run readme` writes it anew', async () => {
  await expect(withTables(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path);
});
