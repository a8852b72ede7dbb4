/** The calls of a recording made again by a bare SDK script, in a process of its own. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { freshState, ROOT, timed } from './processes.mjs';

const bare = join(freshState(), 'bare.mjs');
await build({
  entryPoints: [join(ROOT, 'scripts/bench/bare.ts')],
  outfile: bare,
  bundle: true,
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  banner: { js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);" },
});

/** Recordings, a lane each, in the bare script's form. `concurrency`: how many lanes at a time. */
export function scriptOf({ address: { endpoint, webAppUrl, token } }, recordings, concurrency = 1) {
  const content = {
    endpoint,
    webAppUrl,
    token,
    region: 'us-east-1',
    concurrency,
    lanes: recordings.map(laneOf),
  };
  const bytes = (_, value) =>
    value?.type === 'Buffer' ? { base64: Buffer.from(value.data).toString('base64') } : value;
  const file = join(freshState(), 'calls.json');
  writeFileSync(file, JSON.stringify(content, bytes));
  return file;
}

function laneOf(calls) {
  const ends = calls.map((_, index) => index).sort((a, b) => calls[a].ended - calls[b].ended);
  return {
    ends,
    calls: calls.map(({ service, operation, input, as, begun }) => ({
      service,
      operation,
      input,
      as,
      after: ends.filter((index) => calls[index].ended <= begun).length,
    })),
  };
}

export const replay = (script) => timed(process.execPath, [bare, script]);
