import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(resolve(import.meta.dirname, '..', path), 'utf8');

test('editors lay code out as the formatter does', () => {
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

test('the Node.js that a version manager takes is one that CI tries', () => {
  const [, tried = ''] = /node: \[(.+)\]/.exec(read('.github/workflows/ci.yml')) ?? [];
  expect(tried.split(', ')).toContain(read('.nvmrc').trim());
});

test('the packages of the SDK are updated together', () => {
  const names = Object.keys(JSON.parse(read('package.json')).devDependencies);
  const [, patterns = ''] = /aws-sdk:\n\s+patterns: \[(.+)\]/.exec(read('.github/dependabot.yml')) ?? [];
  const scopes = [...patterns.matchAll(/(@[\w-]+\/)\*/g)].map(([, scope = '']) => scope);
  const ofSdk = names.filter((name) => /^@(aws-sdk|smithy|aws-crypto)\//.test(name));
  expect(ofSdk.filter((name) => !scopes.some((scope) => name.startsWith(scope)))).toEqual([]);
  expect(ofSdk.length).toBeGreaterThan(0);
});
