import type { PartResult, PartStatus } from '../contract/workshop.ts';
import { heading, type Style } from './style.ts';
import { withSuggestions } from './suggestions.ts';
import { labelled } from './wrap.ts';

const WORDS: { readonly [status in PartStatus]: string } = {
  present: 'there',
  missing: 'to make',
  unseen: 'not seen',
  made: 'made',
  removable: 'to remove',
  removed: 'removed',
  absent: 'absent',
  leaving: 'ending',
  left: 'left',
};

const COLUMN = 13;

/** `made: bucket kmsworkshop-111122223333` */
export const partLine = (part: PartResult): string => `${WORDS[part.status]}: ${said(part)}`;

/** What the page requires, one part per line. */
export const partsText = (title: string, parts: readonly PartResult[], style: Style): string =>
  [
    heading(title, style),
    ...parts.map((part) =>
      withSuggestions(
        labelled(`  ${WORDS[part.status]}`, said(part), style.width, COLUMN),
        part.next,
        style,
        ' '.repeat(COLUMN),
      ),
    ),
  ].join('\n');

function said({ title, status, calls = [], is, note }: PartResult): string {
  // An ARN says no more than the name in the title.
  const adds = is !== undefined && /^[\w-]+$/.test(is) && !title.includes(is);
  return [
    `${title}${adds ? ` (${is})` : ''}`,
    ...(status === 'missing' && calls.length > 0 ? [`by ${calls.join(', ')}`] : []),
    ...(note ? [note] : []),
  ].join('; ');
}
