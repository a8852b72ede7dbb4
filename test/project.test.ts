import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COSTS } from '../vitest.config.ts';

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

test('CI runs each project of the tests', () => {
  const [, run = ''] = /project: \[(.+)\]/.exec(read('.github/workflows/ci.yml')) ?? [];
  expect(run.split(', ')).toEqual(['unit', ...COSTS]);
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

/** What prevents a text from being a changelog for this version of the package. */
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

/** Words of a translation, and British spellings. A hyphenated id is not a word: `account-only-restricts-nobody`. */
const DIALECT =
  /(?<![\w-])(?:nobody|somebody|whoever|anybody|everybody|beforehand|afterwards|whilst|for want of|to the letter|has not an?|(?:organ|recogn|author|real)is(?:e[ds]?|ing|ations?)|(?:behavi|col|hon)ours?|licences?|cancelled)(?![\w-])/gi;

/** AWS's own words, and names of functions. */
const NOT_DIALECT: Readonly<Record<string, string>> = {
  'src/aws/web-app/shell.ts': 'Cancelled',
  'src/policy/canonical.ts': 'everybody',
  'src/policy/diff.ts': 'everybody',
  'src/policy/match/template.ts': 'nobody',
  'src/sandbox/iam/operations/simulate.ts': 'somebody',
};

/** A word in capitals is the name of a constant. */
const dialectIn = (text: string): readonly string[] =>
  [...text.matchAll(DIALECT)].map(([word]) => word).filter((word) => word !== word.toUpperCase());

describe('plain American English', () => {
  const root = resolve(import.meta.dirname, '..');
  const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
  const files = ['src', 'steps', 'checks', 'scripts', 'docs']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(ts|mjs|md)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

  test('is in every comment, message and page', () => {
    const found = [...pages, ...files].flatMap((file) =>
      dialectIn(read(file))
        .filter((word) => word !== NOT_DIALECT[file])
        .map((word) => `${file}: ${word}`),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ['Nobody may, and whoever asks is told.', ['Nobody', 'whoever']],
    ['The account has not a role; its colour is grey.', ['has not a', 'colour']],
    ['`account-only-restricts-nobody` forbids the organization nothing.', []],
  ])('what counts as dialect: %s', (text, words) => {
    expect(dialectIn(text)).toEqual(words);
  });
});
