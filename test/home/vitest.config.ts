import { defineConfig } from 'vitest/config';
import { settings } from '../../vitest.config.ts';

/** `npm run home` writes docs/quality/home.md again. */
export default defineConfig({
  test: { ...settings, include: ['test/home/*.home.ts'], testTimeout: 3_600_000 },
});
