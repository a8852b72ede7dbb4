import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const read = (path: string): string => readFileSync(resolve(import.meta.dirname, '..', path), 'utf8');

test('editors format code like the formatter', () => {
  const { indentStyle, indentWidth, lineWidth } = JSON.parse(read('biome.json')).formatter;
  const settings = Object.fromEntries(
    (read('.editorconfig').split(/^\[/m)[1] ?? '').split('\n').map((line) => line.split(' = ')),
  );
  expect(settings).toMatchObject({
    indent_style: indentStyle,
    indent_size: String(indentWidth),
    max_line_length: String(lineWidth),
  });
});

test('the Node.js of version managers is one that CI tests', () => {
  const [, tried = ''] = /node: \[(.+)\]/.exec(read('.github/workflows/ci.yml')) ?? [];
  expect(tried.split(', ')).toContain(read('.nvmrc').trim());
});

test('a container has the Node.js of the version manager', () => {
  const major = read('.nvmrc').trim();
  const images = [...read('Dockerfile').matchAll(/^FROM node:(\d+)-/gm)].map(([, node]) => node);
  expect(images).toEqual([major, major]);
  expect(JSON.parse(read('.devcontainer/devcontainer.json')).image).toMatch(new RegExp(`:${major}-`));
});

describe('workflows', () => {
  const files = ['.github/workflows', 'examples'].flatMap((folder) =>
    readdirSync(resolve(import.meta.dirname, '..', folder))
      .filter((name) => name.endsWith('.yml'))
      .map((name) => join(folder, name)),
  );
  const actions = files.flatMap((file) =>
    [...read(file).matchAll(/uses: (.+)$/gm)].map(([, uses = '']) => uses),
  );

  test('pin each action by the SHA of a version', () => {
    expect(actions.length).toBeGreaterThan(5);
    expect(actions.filter((uses) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses))).toEqual(
      [],
    );
  });

  test('use one version of an action', () => {
    const names = new Set([...new Set(actions)].map((uses) => uses.split('@')[0]));
    expect(new Set(actions).size).toBe(names.size);
  });

  test.each(files)('%s may only read, except for what a job says', (file) => {
    expect(read(file)).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
  });
});

/** What keeps a text from being a changelog for this version of the package. */
function faultsIn(changelog: string, version: string): readonly string[] {
  const [first, ...released] = [...changelog.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
  const versions = released.map((heading) => heading.split(' - ')[0] ?? '');
  const sorted = [...versions].sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return [
    ...(first === 'Unreleased' ? [] : ['It does not begin with what is not released.']),
    ...released
      .filter((heading) => !/^\d+\.\d+\.\d+ - \d{4}-\d{2}-\d{2}$/.test(heading))
      .map((heading) => `“${heading}” is no version and date.`),
    ...(versions.join() === sorted.join() ? [] : ['The latest version is not the first.']),
    ...(versions[0] === undefined || versions[0] === version ? [] : [`${versions[0]} is not ${version}.`]),
  ];
}

describe('the changelog', () => {
  test('has what is not released, and every version with its date', () => {
    expect(faultsIn(read('CHANGELOG.md'), JSON.parse(read('package.json')).version)).toEqual([]);
  });

  test.each([
    ['## Unreleased\n\n## 0.2.0 - 2026-12-24\n\n## 0.1.0 - 2026-12-01', '0.2.0', []],
    ['## 0.1.0 - 2026-12-01', '0.1.0', ['It does not begin with what is not released.']],
    ['## Unreleased\n## 0.1', '0.1', ['“0.1” is no version and date.']],
    [
      '## Unreleased\n## 0.9.0 - 2026-12-01\n## 0.10.0 - 2026-12-02',
      '0.9.0',
      ['The latest version is not the first.'],
    ],
    ['## Unreleased\n## 0.1.0 - 2026-12-01', '0.2.0', ['0.1.0 is not 0.2.0.']],
  ])('what is wrong with %j for %s', (changelog, version, faults) => {
    expect(faultsIn(changelog, version)).toEqual(faults);
  });
});

test('the packages of the SDK are updated together', () => {
  const names = Object.keys(JSON.parse(read('package.json')).devDependencies);
  const [, patterns = ''] = /aws-sdk:\n\s+patterns: \[(.+)\]/.exec(read('.github/dependabot.yml')) ?? [];
  const scopes = [...patterns.matchAll(/(@[\w-]+\/)\*/g)].map(([, scope = '']) => scope);
  const ofSdk = names.filter((name) => /^@(aws-sdk|smithy|aws-crypto)\//.test(name));
  expect(ofSdk.filter((name) => !scopes.some((scope) => name.startsWith(scope)))).toEqual([]);
  expect(ofSdk.length).toBeGreaterThan(0);
});
