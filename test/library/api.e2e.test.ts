import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const declarationsOf = (entry: string): string => readFileSync(resolve(root, `dist/${entry}.d.ts`), 'utf8');

/** As `npm run api` writes it: a change to the public API is visible in the diff. */
const reportOf = (entry: string): string =>
  [
    `# kms-lab/${entry}`,
    'Every public declaration, as it is published. `npm run api` writes this file.',
    `\`\`\`ts\n${declarationsOf(entry).trim()}\n\`\`\``,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');

describe.each(['policy', 'sandbox'])('kms-lab/%s', (entry) => {
  test('is as in the report in git; `npm run api` writes it again', async () => {
    await expect(reportOf(entry)).toMatchFileSnapshot(resolve(root, `docs/reference/api/${entry}.api.md`));
  });

  test('is described in docs/reference/library.md, with every function and every error code', () => {
    const declarations = declarationsOf(entry);
    const functions = [...declarations.matchAll(/export declare (?:function|const) (\w+)/g)];
    const codes = [...declarations.matchAll(/"(ERR_\w+)"/g)];
    const docs = readFileSync(resolve(root, 'docs/reference/library.md'), 'utf8');
    const names = [...functions, ...codes].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !docs.includes(`\`${name}`))).toEqual([]);
  });

  test('is declared in one file, without other packages', () => {
    expect(declarationsOf(entry)).not.toMatch(/\bfrom ['"]|import\(|reference types/);
  });
});

test('kms-lab/policy runs in a browser', async () => {
  const { outputFiles } = await build({
    entryPoints: [resolve(root, 'dist/policy.js')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
  });
  const [bundle] = outputFiles;
  expect(bundle?.text).not.toMatch(/node:|\bprocess\b|\brequire\b/);
  const { readPolicy, samePolicy } = await import(
    `data:text/javascript;base64,${Buffer.from(bundle?.contents ?? '').toString('base64')}`
  );
  const statement = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
  expect(samePolicy(readPolicy({ Statement: statement }), readPolicy({ Statement: [statement] }))).toBe(true);
});
