import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

test('the packed tarball, installed elsewhere and offline, runs the lab with npx', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'kms-lab-package-'));
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', elsewhere],
    {
      cwd: root,
    },
  );
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['dist/kms-lab.js', 'README.md', 'LICENSE', 'THIRD-PARTY-NOTICES.md']),
  );
  expect(paths.filter((path) => /^(src|test|steps|checks)\//.test(path))).toEqual([]);

  writeFileSync(join(elsewhere, 'package.json'), '{"private":true}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: elsewhere });
  const lab = await run('npx', ['--offline', 'kms-lab', 'run', '--state-dir', join(elsewhere, 'state')], {
    cwd: elsewhere,
  });
  expect(lab.stdout).toMatch(/key-policy-mfa/);
  expect(lab.stderr).toBe('');
});
