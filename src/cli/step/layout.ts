import { stripVTControlCharacters } from 'node:util';
import { heading, type Style } from '../../report/style.ts';
import { wrap } from '../../report/wrap.ts';
import type { Size, View } from './view.ts';

/** One screen, and its position among the pages of the body. */
export interface WalkScreen {
  readonly lines: readonly string[];
  /** Rows of the terminal that the lines take. */
  readonly used: number;
  /** Counted from 0. */
  readonly page: number;
  readonly pages: number;
}

/** Depends on the number of pages, and takes rows itself. */
export type Footer = (page: number, pages: number) => readonly string[];

/** The minimum number of rows for the body: with fewer, a screen may scroll. */
const LEAST_ROOM = 3;

/** The title, a page of the body and the footer, in no more rows than the terminal has. */
export function layout(
  { title, body }: View,
  footer: Footer,
  style: Style,
  { columns, rows }: Size,
  page: number,
): WalkScreen {
  const head = [...wrap(title, style.width).map((line) => heading(line, style)), ''];
  const fixed = [...head, '', ...footer(0, 2)];
  const room = Math.max(LEAST_ROOM, rows - rowsOf(fixed, columns));
  const pages = paginate(body(style).split('\n'), columns, room);
  const at = Math.min(page, pages.length - 1);
  const lines = [...head, ...(pages[at] ?? []), '', ...footer(at, pages.length)];
  return { lines, used: rowsOf(lines, columns), page: at, pages: pages.length };
}

/** A long line takes several rows of a narrow terminal. */
const rowsOf = (lines: readonly string[], columns: number): number =>
  lines.reduce(
    (rows, line) => rows + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)),
    0,
  );

/** A page does not begin with an empty line, or end in the middle of a command. */
function paginate(lines: readonly string[], columns: number, room: number): readonly (readonly string[])[] {
  const pages: string[][] = [[]];
  let left = room;
  for (const block of blocksOf(lines)) {
    const rows = rowsOf(block, columns);
    if (rows > left && (pages.at(-1)?.length ?? 0) > 0) {
      pages.push([]);
      left = room;
    }
    const page = pages.at(-1)!;
    if (page.length === 0 && pages.length > 1 && block.every((line) => line.trim() === '')) continue;
    page.push(...block);
    left -= rows;
  }
  return pages;
}

/** Lines, each together with those that a trailing backslash continues. */
function blocksOf(lines: readonly string[]): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  let isTied = false;
  for (const line of lines) {
    if (isTied) blocks.at(-1)?.push(line);
    else blocks.push([line]);
    isTied = stripVTControlCharacters(line).endsWith(' \\');
  }
  return blocks;
}
