import { defineConfig } from 'vitest/config';
import { settings } from '../../../vitest.config.ts';

/** `npm run fleet-kill` kills fifty of each, and writes docs/quality/fleet.md. It takes hours. */
export default defineConfig({
  test: { ...settings, testTimeout: 6 * 3_600_000, include: ['test/fleet/kill/kill.show.ts'] },
});
