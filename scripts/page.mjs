import { resolve } from 'node:path';
import { build } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '..');

/** What the browser gets. Every name in it is ours or a package’s: no file of Node. */
const PAGE = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  platform: 'browser',
  target: ['es2022', 'chrome114', 'firefox115', 'safari16.4'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  write: false,
  outdir: 'dist/web',
};

/** Throws if a file would import something of Node. Resolves to the files, and what they were made of. */
export const bundlePage = () =>
  build({
    ...PAGE,
    entryPoints: { page: 'src/web/page/index.tsx' },
    chunkNames: 'part-[hash]',
    format: 'esm',
    splitting: true,
  });

/** One file: with parts that the lab's page shares, a room of 200 would wait for each of them. */
export const bundleBoard = () =>
  build({ ...PAGE, entryPoints: { board: 'src/web/page/board/index.tsx' }, format: 'esm' });

/** The page without an account, as one script. */
export const bundleOffline = () =>
  build({
    ...PAGE,
    entryPoints: { offline: 'src/web/page/offline/offline.tsx' },
    format: 'iife',
  });
