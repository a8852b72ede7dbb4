import { defineConfig } from 'vitest/config';
import everyTest from '../../vitest.config.ts';

/** `npm run permissions` writes src/aws/permissions.json anew: what the commands demand, by the commands. */
export default defineConfig({
  test: { ...everyTest.test, include: ['test/permissions/*.write.ts'], testTimeout: 300_000 },
});
