/** One export of a module of the project, bundled as it is now; throws if there is no such export. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './processes.mjs';

export async function load(name, path) {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, path)],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  const loaded = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    loaded,
    loaded.exports,
    createRequire(import.meta.url),
  );
  if (!(name in loaded.exports)) throw new Error(`${path} exports no ${name}.`);
  return loaded.exports[name];
}
