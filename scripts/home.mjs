import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

/**
 * `npm run home -- --seeds 500 --from 1`: random walks through the lab with changes by hand, each followed by a
 * reset; writes docs/quality/home.md.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '2' },
    /** A file to which each seed adds a line of JSON. */
    record: { type: 'string' },
  },
});
const { status } = spawnSync('npx', ['vitest', 'run', '--config', 'test/home/vitest.config.ts'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    HOME_SEEDS: values.seeds,
    HOME_FROM: values.from,
    HOME_AT_ONCE: values['at-once'],
    ...(values.record ? { HOME_RECORD: values.record } : {}),
  },
});
process.exitCode = status ?? 1;
