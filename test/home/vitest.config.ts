import { defineConfig } from 'vitest/config';
import everyTest from '../../vitest.config.ts';

/** `npm run home` writes docs/quality/home.md anew. */
export default defineConfig({
  test: { ...everyTest.test, include: ['test/home/*.home.ts'], testTimeout: 3_600_000 },
});
