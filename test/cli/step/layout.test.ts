import { describe, expect, test } from 'vitest';
import { layout } from '../../../src/cli/step/layout.ts';
import type { Size } from '../../../src/cli/step/view.ts';
import { wrap } from '../../../src/report/wrap.ts';

const SIZES: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 60, rows: 20 },
  { columns: 120, rows: 40 },
  { columns: 40, rows: 12 },
];

/** That many lines of text, by their numbers. */
const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');

const drawn = (body: string, size: Size, page = 0) =>
  layout(
    { title: 'A title', body: ({ width }) => wrap(body, width).join('\n') },
    (at, of) => [`page ${at + 1} of ${of}`],
    { width: size.columns, color: false },
    size,
    page,
  );

/** All pages of a body. */
function pagesOf(body: string, size: Size) {
  const { pages } = drawn(body, size);
  return Array.from({ length: pages }, (_, page) => drawn(body, size, page));
}

describe.each(SIZES)('a screen of $columns by $rows', (size) => {
  test('a short text is one page', () => {
    const screen = drawn(lines(3), size);
    expect(screen.lines).toEqual(['A title', '', 'line 1', 'line 2', 'line 3', '', 'page 1 of 1']);
  });

  test('a long text is paged: every page fits, each has the title, and no line is lost', () => {
    const pages = pagesOf(lines(100), size);
    for (const page of pages) {
      expect(page.used).toBeLessThanOrEqual(size.rows);
      expect(page.lines[0]).toBe('A title');
    }
    const shown = pages.flatMap(({ lines: all }) => all.filter((line) => line.startsWith('line ')));
    expect(shown.join('\n')).toBe(lines(100));
  });

  test('a long line counts for all the rows it takes', () => {
    const arn = `arn:aws:iam::111122223333:policy/${'x'.repeat(size.columns)}`;
    const pages = pagesOf(Array.from({ length: 20 }, () => arn).join('\n'), size);
    for (const { lines: all } of pages) {
      const rows = all.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / size.columns)), 0);
      expect(rows).toBeLessThanOrEqual(size.rows);
    }
    expect(pages.flatMap(({ lines: all }) => all.filter((line) => line === arn))).toHaveLength(20);
  });

  test('a page that no longer exists is the last one', () => {
    const { page, pages } = drawn(lines(100), size, 99);
    expect(page).toBe(pages - 1);
  });
});

test('a command that continues on the next line stays on one page', () => {
  const size = { columns: 80, rows: 12 };
  const view = {
    title: 'A title',
    body: () =>
      ['1', '2', '3', '4', '5', '6', 'aws kms put-key-policy \\', '  --key-id x \\', '  --policy y'].join(
        '\n',
      ),
  };
  const style = { width: 80, color: false };
  const { lines: second } = layout(view, () => ['keys'], style, size, 1);
  expect(second.slice(2, 5)).toEqual(['aws kms put-key-policy \\', '  --key-id x \\', '  --policy y']);
});

test('a page does not begin with an empty line', () => {
  const size = { columns: 80, rows: 7 };
  const view = { title: 'A title', body: () => ['1', '2', '3', '', '4'].join('\n') };
  const { lines: second } = layout(view, () => ['keys'], { width: 80, color: false }, size, 1);
  expect(second[2]).toBe('4');
});
