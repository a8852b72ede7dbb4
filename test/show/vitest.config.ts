import { defineConfig } from 'vitest/config';
import everyTest from '../../vitest.config.ts';

/** `npm run show` writes docs/ anew: what the tool looks like, by the tool. */
export default defineConfig({
  test: { ...everyTest.test, include: ['test/show/*.show.ts'], testTimeout: 120_000 },
});
