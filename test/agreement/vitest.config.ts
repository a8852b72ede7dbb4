import { defineConfig } from 'vitest/config';
import everyTest from '../../vitest.config.ts';

/** `npm run agreement` writes docs/quality/agreement.md anew. */
export default defineConfig({
  test: { ...everyTest.test, include: ['test/agreement/*.agreement.ts'], testTimeout: 1_800_000 },
});
