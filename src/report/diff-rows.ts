import { structuredPatch } from 'diff';
import type { Change } from '../contract/resource.ts';
import { documentText } from './changes.ts';

/** A line of one side. */
export interface DiffLine {
  readonly number: number;
  readonly text: string;
}

/** A row of two sides: the same line twice, or a removed line beside an added one. */
export interface DiffRow {
  readonly kind: 'same' | 'changed';
  readonly before?: DiffLine | undefined;
  readonly after?: DiffLine | undefined;
}

/** Unchanged lines around a changed one. */
const CONTEXT = 3;

/** Both documents of a change, side by side: one list of rows for each part that differs. */
export function diffRows({
  before,
  after,
}: Pick<Change, 'before' | 'after'>): readonly (readonly DiffRow[])[] {
  const text = (document: Change['before']) => (document ? `${documentText(document)}\n` : '');
  const { hunks } = structuredPatch('', '', text(before), text(after), '', '', { context: CONTEXT });
  return hunks.map(({ lines, oldStart, newStart }) => {
    const rows: DiffRow[] = [];
    let [old, young] = [oldStart, newStart];
    let gone: DiffLine[] = [];
    let come: DiffLine[] = [];
    const flush = (): void => {
      for (let index = 0; index < Math.max(gone.length, come.length); index++) {
        rows.push({ kind: 'changed', before: gone[index], after: come[index] });
      }
      [gone, come] = [[], []];
    };
    for (const line of lines) {
      const [sign, content] = [line.charAt(0), line.slice(1)];
      if (sign === '-') gone.push({ number: old++, text: content });
      else if (sign === '+') come.push({ number: young++, text: content });
      else if (sign === ' ') {
        flush();
        rows.push({
          kind: 'same',
          before: { number: old++, text: content },
          after: { number: young++, text: content },
        });
      }
    }
    flush();
    return rows;
  });
}
