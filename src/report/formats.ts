import type { Story } from './report-model.ts';
import { jsonText } from './visible.ts';

interface Format {
  /** Text goes to stdout by default; a page goes to a file. */
  readonly kind: 'text' | 'page';
  write(story: Story): Promise<string>;
}

/** The formats of a report. */
export const FORMATS = {
  html: {
    kind: 'page',
    write: async (story) => (await import('./html/page.ts')).htmlReport(story),
  },
  md: {
    kind: 'text',
    write: async (story) => (await import('./markdown.ts')).markdownReport(story),
  },
  junit: {
    kind: 'text',
    write: async (story) => (await import('./junit.ts')).junitReport(story),
  },
  json: {
    kind: 'text',
    write: async (story) => `${jsonText(story, undefined, 2)}\n`,
  },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;
