import { defineConfig } from 'vitest/config';
import everyTest from '../../vitest.config.ts';

/** `npm run show` writes the pictures and the walk in docs/, and the gallery, which git ignores. */
export default defineConfig({
  test: { ...everyTest.test, include: ['test/show/*.show.ts'], testTimeout: 120_000 },
});
