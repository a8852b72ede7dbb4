import { defineConfig } from 'vitest/config';
import everyTest from '../../../vitest.config.ts';

/** `npm run crash` tries every point, and writes docs/quality/crash.md. */
export default defineConfig({
  test: { ...everyTest.test, include: ['test/end-to-end/crash/matrix.show.ts'] },
});
