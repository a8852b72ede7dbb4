import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** A user's project: kms-lab from its tarball, and two common packages. */
let project: string;
let tarball: Buffer;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'kms-lab-library-'));
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
  const { stdout } = await run('npm', pack, { cwd: root });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  tarball = readFileSync(join(project, filename));
  writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: project });
  mkdirSync(join(project, 'node_modules/@types'));
  for (const name of ['vitest', '@aws-sdk', '@types/node']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
  cpSync(join(root, 'examples'), project, { recursive: true });
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

const node = (...args: readonly string[]) => run(process.execPath, args, { cwd: project });

/** Node's error code if an import of the project fails. */
async function codeOfImport(path: string): Promise<string> {
  const { stdout } = await node(
    '--input-type=module',
    '--eval',
    `import(${JSON.stringify(path)}).then(() => console.log('imported'), ({ code }) => console.log(code))`,
  );
  return stdout.trim();
}

describe('the examples, beside the installed package', () => {
  test('a suite that tests a key policy against a sandbox, in under 30 lines', async () => {
    const path = 'key-policy/key-policy.test.ts';
    expect(readFileSync(join(project, path), 'utf8').trimEnd().split('\n').length).toBeLessThan(30);
    const { stdout } = await node('node_modules/vitest/vitest.mjs', 'run', '--reporter=json', path);
    expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 2, numFailedTests: 0 });
  });

  test('the effect of a change to a key policy', async () => {
    const { stdout } = await node(
      'policy-diff/policy-diff.mjs',
      'policy-diff/before.json',
      'policy-diff/after.json',
    );
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      'KMS accepts the document.',
      'Statements: 1 added, 1 removed, 0 changed.',
      'admin kms:Decrypt: allowed -> implicitly-denied',
      'admin kms:PutKeyPolicy: allowed -> implicitly-denied',
      'app kms:Decrypt: implicitly-denied -> allowed',
      expect.stringMatching(/^It locks the admin out\. /),
    ]);
    expect(readFileSync(join(root, 'docs/reference/library.md'), 'utf8')).toContain(stdout);
  });

  const TSC = join(root, 'node_modules/typescript/bin/tsc');
  const STRICT = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022'];

  test('the suite compiles', async () => {
    await node(TSC, ...STRICT, '--skipLibCheck', '--types', 'node', 'key-policy/key-policy.test.ts');
  });

  test('its types need no other package, not even Node’s', async () => {
    const declarations = ['policy', 'sandbox'].map((name) => `node_modules/kms-lab/dist/${name}.d.ts`);
    await node(TSC, ...STRICT, '--lib', 'es2022', '--types', '', ...declarations);
  });
});

describe('the tarball', () => {
  test('publint has no complaints', async () => {
    const data = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength);
    const { messages, pkg } = await publint({ pack: { tarball: data as ArrayBuffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test('its types are those of its code, for every importer', async () => {
    const result = await checkPackage(createPackageFromTarballData(tarball));
    if (!result.types) throw new Error('the package has no types');
    // It has only ES modules, and no file for Node 10's way of resolving.
    const resolutions = ['node16-esm', 'bundler'];
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem) || resolutions.includes(problem.resolutionKind),
    );
    expect(problems).toEqual([]);
    expect(Object.keys(result.entrypoints).sort()).toEqual([
      './configuration.schema.json',
      './json-output.schema.json',
      './package.json',
      './policy',
      './sandbox',
    ]);
  });

  test('the JSON Schema of the output is in it', async () => {
    const { stdout } = await node('-p', "require('kms-lab/json-output.schema.json').title");
    expect(stdout).toBe('One line of kms-lab --json\n');
  });

  test.each([
    ['kms-lab/policy', 'imported'],
    ['kms-lab/sandbox', 'imported'],
    ['kms-lab', 'ERR_PACKAGE_PATH_NOT_EXPORTED'],
    ['kms-lab/engine', 'ERR_PACKAGE_PATH_NOT_EXPORTED'],
    ['kms-lab/dist/policy.js', 'ERR_PACKAGE_PATH_NOT_EXPORTED'],
  ])('import %s: %s', async (path, code) => expect(await codeOfImport(path)).toBe(code));
});
