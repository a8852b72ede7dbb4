import { defineConfig } from 'vitest/config';
import { settings } from '../../vitest.config.ts';

/** `npm run chaos` writes docs/quality/chaos.md again. */
export default defineConfig({
  test: { ...settings, include: ['test/chaos/*.chaos.ts'], testTimeout: 3_600_000 },
});
