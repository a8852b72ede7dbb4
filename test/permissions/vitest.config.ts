import { defineConfig } from 'vitest/config';
import { settings } from '../../vitest.config.ts';

/** `npm run permissions` writes src/aws/permissions.json again: what each command demands. */
export default defineConfig({
  test: { ...settings, include: ['test/permissions/*.write.ts'] },
});
