import { GUIDE_FILES } from '../../contract/guide.ts';
import type { Change, ResourceId } from '../../contract/resource.ts';
import type { Step } from '../../contract/step.ts';
import { changeDiff, documentText } from '../../report/changes.ts';
import { type GuideTarget, guideLines } from '../../report/guide.ts';
import { heading, paintOf, type Style } from '../../report/style.ts';
import { wrap } from '../../report/wrap.ts';

interface Page {
  readonly step: Step;
  /** From 0. */
  readonly index: number;
  readonly of: number;
  readonly at: GuideTarget;
  /** From the account as it is to the step. */
  readonly changes: readonly Change[];
}

/** A step as it is put before a reader: what it is, why, how one does it by hand, and what is to change. */
export function pageText({ step, index, of, at, changes }: Page, style: Style): string {
  const { section, title, guide } = step;
  const bold = (text: string) => wrap(text, style.width).map((line) => heading(line, style));
  return [
    [
      ...bold(`Step ${index + 1} of ${of}: ${title}`),
      ...wrap(`The page’s section: ${section}`, style.width).map(paintOf(style).dim),
    ],
    wrap(guide.why, style.width),
    guideLines(step, at, style),
    [
      ...bold('What is to change'),
      ...(step.kind === 'look' && changes.length === 0
        ? wrap('Nothing: this step only looks.', style.width)
        : diffLines(changes, style)),
    ],
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** What would change, as lines that go and lines that come. */
export const diffText = (changes: readonly Change[], style: Style): string =>
  diffLines(changes, style).join('\n');

function diffLines(changes: readonly Change[], style: Style): readonly string[] {
  if (changes.length === 0) return wrap('Nothing: the account is as this wants it.', style.width);
  const removed = changes.some(({ before }) => before !== undefined);
  return [
    ...(removed ? wrap('- is a line that goes, + a line that comes.', style.width) : []),
    ...changes.flatMap((change, index) => [...(index > 0 ? [''] : []), changeDiff(change, style)]),
  ];
}

/** The policies that the step wants, to be copied: their lines are not broken. Each goes by the guide's name for its file. */
export const documentsToCopy = (changes: readonly Change[], style: Style): string =>
  changes
    .flatMap(({ resource, title, after }) =>
      after && isEditable(resource)
        ? [
            [
              ...wrap(`The ${title}, to paste, or to save as ${GUIDE_FILES[resource]}:`, style.width),
              documentText(after),
            ].join('\n'),
          ]
        : [],
    )
    .join('\n\n');

const isEditable = (resource: ResourceId): resource is keyof typeof GUIDE_FILES =>
  Object.hasOwn(GUIDE_FILES, resource);
