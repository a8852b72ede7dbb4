import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pipeline } from '../../steps/index.ts';
import { freshState, kmsLab } from './kms-lab.ts';

const read = (page: string): string =>
  readFileSync(join(resolve(import.meta.dirname, '../..'), page), 'utf8');

const stateDir = freshState();
let shown: readonly string[];
beforeAll(async () => {
  shown = (await kmsLab(stateDir, 'run', { COLUMNS: '80' })).stdout.split('\n').map(untimed);
});

/** Lines differ between runs only in their times. */
const untimed = (line: string): string => line.replace(/\d+\.\d s/g, 'N s');

/** The lines of an SVG picture. */
const linesOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, text = '']) =>
    text.replace(/<[^>]*>/g, '').replaceAll('\u00A0', ' '),
  );

describe('the picture in the README shows the output of a run', () => {
  const lines = linesOf(read('docs/pictures/run.svg'));

  test('every line', () => {
    const [typed, ...output] = lines.filter((line) => line !== '…');
    expect(typed).toBe('$ npx kms-lab run');
    expect(output.length).toBeGreaterThan(20);
    expect(output.map(untimed).filter((line) => !shown.includes(line))).toEqual([]);
  });

  test('every step', () => {
    const titles = pipeline.stages.map(({ step }) => step.title);
    expect(titles.filter((title) => !lines.some((line) => line.includes(`✓ ${title}`)))).toEqual([]);
  });
});

test.each(['README.md', 'docs/getting-started.md'])(
  'every command line that %s names is valid',
  async (page) => {
    const code = [...read(page).matchAll(/```sh\n[\s\S]*?```|`[^`\n]+`/g)].join('\n');
    const named = [...code.matchAll(/^`?kms-lab ([a-z]+)/gm)].map(([, verb = '']) => verb);
    expect(named.length).toBeGreaterThan(3);
    for (const verb of new Set(named)) {
      const { exitCode, stdout } = await kmsLab(freshState(), verb, '--help');
      expect(exitCode, verb).toBe(0);
      expect(stdout).toContain(`kms-lab ${verb}`);
    }
  },
);

test('every file that a run leaves is in the reference of the state directory', () => {
  const named = [...read('docs/reference/state-directory.md').matchAll(/^\| `(\S+)`/gm)].map(
    ([, path = '']) =>
      new RegExp(
        `^${path
          .replaceAll('.', '\\.')
          .replaceAll('*', '.+')
          .replace(/[A-Z]+/g, '[\\w.-]+')}$`,
      ),
  );
  const left = readdirSync(stateDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(stateDir.length + 1));
  expect(left.length).toBeGreaterThan(8);
  expect(left.filter((path) => !named.some((pattern) => pattern.test(path)))).toEqual([]);
});
