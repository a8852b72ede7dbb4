import { defineConfig } from 'vitest/config';
import { settings } from '../../vitest.config.ts';

/** `npm run show` writes the pictures and the walk in docs/, and the gallery, which git ignores. */
export default defineConfig({
  test: { ...settings, include: ['test/show/*.show.ts'] },
});
