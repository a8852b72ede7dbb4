import { structuredPatch } from 'diff';
import type { Change, Documents, ResourceId } from '../contract/resource.ts';
import { prettyDocument } from '../policy/pretty.ts';
import { paintOf, type Style } from './style.ts';
import { fold, wrap } from './wrap.ts';

/** Unchanged lines around a changed one. */
const CONTEXT = 2;

/** A change as removed and added lines, under the name of what changes. */
export function changeDiff(change: Change, style: Style): string {
  const title = wrap(changeTitle(change), style.width).map(paintOf(style).bold);
  return [...title, ...documentDiff(change.before, change.after, style)].join('\n');
}

/** `user userA (comes)` */
export const changeTitle = ({ title, before, after }: Change): string =>
  `${title}${before === undefined ? ' (comes)' : after === undefined ? ' (goes)' : ''}`;

/** A resource's document as a reader knows it. */
export const documentText = (document: Documents[ResourceId]): string =>
  'Statement' in document ? prettyDocument(document) : JSON.stringify(document, null, 2);

/** From one document to another, as removed and added lines; empty if they read the same. */
export function documentDiff(
  before: Change['before'],
  after: Change['after'],
  style: Style,
): readonly string[] {
  const paint = paintOf(style);
  const text = (document: Change['before']) => (document ? `${documentText(document)}\n` : '');
  const { hunks } = structuredPatch('', '', text(before), text(after), '', '', { context: CONTEXT });
  return hunks.flatMap(({ lines }, index) => [
    ...(index > 0 ? [paint.dim('  …')] : []),
    ...lines.flatMap((line) => {
      const sign = line.charAt(0);
      const shade = sign === '+' ? paint.green : sign === '-' ? paint.red : paint.dim;
      return fold(`${sign} ${line.slice(1)}`, style.width, sign).map(shade);
    }),
  ]);
}
