import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Most of them wait for a process or a clock.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // As the command line does: what the SDK says of Node 20 is for the developers of this tool.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
