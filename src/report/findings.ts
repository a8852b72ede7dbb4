import type { Finding } from '../contract/step.ts';
import { heading, paintOf, type Style } from './style.ts';
import { labelled, wrap } from './wrap.ts';

const COLUMN = 10;

/** Where the page claims one thing and AWS does another. */
export function findingsBlock(findings: readonly Finding[], style: Style): string {
  return [
    heading('The page says, and AWS does', style),
    ...findings.map((finding) => findingText(finding, style)),
  ].join('\n\n');
}

function findingText({ pageSays, awsDoes, source }: Finding, style: Style): string {
  const paint = paintOf(style);
  return [
    labelled('page says', pageSays, style.width, COLUMN),
    labelled('AWS does', awsDoes, style.width, COLUMN),
    ...wrap(source, style.width, ' '.repeat(COLUMN)).map(paint.dim),
  ].join('\n');
}
