import { defineConfig } from 'vitest/config';
import { settings } from '../../vitest.config.ts';

/** `npm run agreement` writes docs/quality/agreement.md again. */
export default defineConfig({
  test: { ...settings, include: ['test/agreement/*.agreement.ts'], testTimeout: 1_800_000 },
});
