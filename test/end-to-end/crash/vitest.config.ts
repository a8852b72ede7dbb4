import { defineConfig } from 'vitest/config';
import { settings } from '../../../vitest.config.ts';

/** `npm run crash` tries every point, and writes docs/quality/crash.md. */
export default defineConfig({
  test: { ...settings, include: ['test/end-to-end/crash/matrix.show.ts'] },
});
