import type { Variant } from '../contract/facts.ts';
import type { Step } from '../contract/step.ts';
import { findingsBlock } from './findings.ts';
import { heading, paintOf, type Style } from './style.ts';
import { wrap } from './wrap.ts';

/** A step explained: why, where to click, what to type, and where the page and AWS part. */
export function guideText(step: Step, variant: Variant, style: Style): string {
  const { id, title, section, guide } = step;
  const found = step.findings?.(variant) ?? [];
  const paragraphs = [
    [
      ...wrap(`${id}: ${title}`, style.width).map((line) => heading(line, style)),
      ...wrap(`the page’s section: ${section}`, style.width).map(paintOf(style).dim),
    ].join('\n'),
    wrap(guide.why, style.width).join('\n'),
    [heading('In the console', style), ...wrap(guide.console.join(' → '), style.width, '  ')].join('\n'),
    [heading('With the AWS CLI', style), ...guide.cli.flatMap((line) => command(line, style.width))].join(
      '\n',
    ),
    ...(found.length > 0 ? [findingsBlock(found, style)] : []),
  ];
  return paragraphs.join('\n\n');
}

/** A command that does not fit goes on below, behind a backslash and from an option on, so that it can be pasted. */
export function command(line: string, width: number): readonly string[] {
  const [first = '', ...options] = line.split(/ (?=--)/);
  const lines = [`  ${first}`];
  for (const option of options) {
    const last = lines.at(-1) ?? '';
    if (`${last} ${option} \\`.length <= width) lines[lines.length - 1] = `${last} ${option}`;
    else lines.push(`    ${option}`);
  }
  return lines.map((part, index) => (index < lines.length - 1 ? `${part} \\` : part));
}
