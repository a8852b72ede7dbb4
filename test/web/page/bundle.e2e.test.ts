import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleBoard, bundlePage } from '../../../scripts/page.mjs';

type Bundle = Awaited<ReturnType<typeof bundlePage>>;

/** Bytes. */
const FIRST = 25_000;
const WITH_EDITOR = 150_000;
const WITH_ALL = 170_000;

describe('the page, bundled for a browser', () => {
  let bundle: Bundle;
  let all: readonly Bundle[];
  const size = new Map<string, number>();
  beforeAll(async () => {
    all = await Promise.all([bundlePage(), bundleBoard()]);
    bundle = all[0]!;
    for (const { path, contents } of bundle.outputFiles) {
      size.set(`dist/web/${path.split('/').pop()}`, gzipSync(contents, { level: 9 }).length);
    }
  });

  const outputs = () => bundle.metafile.outputs;

  /** What is loaded with a file in any case; `ever`: and what it may load later. */
  function loadedWith(file: string, ever = false, seen = new Set<string>()): ReadonlySet<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const { path, kind } of outputs()[file]?.imports ?? []) {
      if (ever || kind === 'import-statement') loadedWith(path, ever, seen);
    }
    return seen;
  }

  const sum = (files: Iterable<string>): number =>
    [...files].reduce((all, file) => all + (size.get(file) ?? 0), 0);
  const outputOf = (source: string): string =>
    Object.keys(outputs()).find((file) => outputs()[file]?.entryPoint === source) ?? `no file of ${source}`;

  test('has nothing of Node, and only the packages of a page', () => {
    const inputs = all.flatMap(({ metafile }) => Object.keys(metafile.inputs));
    expect(inputs.filter((path) => /^node:|^\(disabled\)|@aws-sdk|@smithy|valibot|hono/.test(path))).toEqual(
      [],
    );
    expect(
      inputs.filter((path) => /^(src\/(aws|sandbox|cli|engine|disk|hints)|steps|checks)\//.test(path)),
    ).toEqual([]);
    const imported = all
      .flatMap(({ metafile }) => Object.values(metafile.outputs))
      .flatMap(({ imports }) => imports.filter(({ external }) => external));
    expect(imported).toEqual([]);
  });

  test('is small before the editors come, and with them', () => {
    const first = ['dist/web/page.css', ...loadedWith('dist/web/page.js')];
    const withEditor = new Set([...first, ...loadedWith(outputOf('src/web/page/bench.ts'))]);
    expect(sum(first)).toBeLessThan(FIRST);
    expect(sum(withEditor)).toBeLessThan(WITH_EDITOR);
    // Completion and search come when an editor is first used, and comparing texts with the first change.
    expect(sum(loadedWith('dist/web/page.js', true))).toBeLessThan(WITH_ALL);
    expect([...withEditor]).not.toContain(outputOf('src/web/page/editor/extras.ts'));
  });

  test('a board is one script: it waits for nothing else', () => {
    const [, board] = all;
    expect(board!.outputFiles.map(({ path }) => path.split('/').pop()).sort()).toEqual([
      'board.css',
      'board.js',
    ]);
  });

  test('makes no element and no script from a text', () => {
    const ours = Object.keys(bundle.metafile.inputs).filter((path) => path.startsWith('src/'));
    expect(ours.length).toBeGreaterThan(40);
    const files = all.flatMap(({ outputFiles }) => outputFiles);
    for (const { text } of files.filter(({ path }) => path.endsWith('.js'))) {
      expect(text).not.toMatch(/\beval\(|new Function\(|document\.write/);
    }
  });
});
