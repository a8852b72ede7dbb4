import { stripVTControlCharacters } from 'node:util';
import { heading, type Style } from '../../report/style.ts';
import { wrap } from '../../report/wrap.ts';
import type { Size, View } from './view.ts';

/** One screen, and where it stands among the pages of its body. */
export interface WalkScreen {
  readonly lines: readonly string[];
  /** Rows of the terminal that the lines take. */
  readonly used: number;
  /** From 0. */
  readonly page: number;
  readonly pages: number;
}

/** Made for the number of pages, which depends on how many rows it takes itself. */
export type Footer = (page: number, pages: number) => readonly string[];

/** Fewer rows for the body, and a screen may scroll. */
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

/** Lines that stay whole take several rows of a narrow terminal. */
const rowsOf = (lines: readonly string[], columns: number): number =>
  lines.reduce(
    (rows, line) => rows + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)),
    0,
  );

/** No page begins with an empty line, and none ends in the middle of a command. */
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

/** Lines, each with those that a backslash at its end ties to it. */
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
