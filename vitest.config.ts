import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** For every test, and for what `npm run show` and its like write. */
export const settings = {
  // More than there are processors: most tests wait for a process or a clock.
  maxWorkers: 3 * availableParallelism(),
  // These end only what hangs. A busy machine may be ten times slower than a developer's.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // As the command line does: what the SDK says of Node 20 is for the developers of this tool.
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  expect: { poll: { timeout: 120_000 } },
} as const;

/** What a test costs is the part of its name before `.test.ts`: ports, processes, a browser, or minutes. */
export const COSTS = ['wire', 'e2e', 'browser', 'slow'] as const;

/** Milliseconds. */
const MINUTES = { testTimeout: 1_200_000, hookTimeout: 1_200_000 };

/** Their files leave nothing behind: what one loads, the next one has, and all of it is compiled once. */
const SHARES_MODULES: readonly string[] = ['unit', 'wire', 'e2e'];

export default defineConfig({
  test: {
    ...settings,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: COSTS.map((cost) => `test/**/*.${cost}.test.ts`),
          setupFiles: ['test/no-port-no-process.ts'],
          isolate: !SHARES_MODULES.includes('unit'),
        },
      },
      ...COSTS.map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [`test/**/*.${name}.test.ts`],
          isolate: !SHARES_MODULES.includes(name),
          ...(name === 'slow' ? MINUTES : {}),
        },
      })),
    ],
  },
});
