import { visibleWord } from './visible.ts';

/** A spreadsheet runs a cell that begins so: https://owasp.org/www-community/attacks/CSV_Injection */
const RUNS = /^[=+\-@\t\r]/;

/** Quoted always, by RFC 4180; text that a spreadsheet would run gets an apostrophe before it. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = visibleWord(value);
  return `"${(RUNS.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/** Lines of cells as a CSV file. */
export const csvText = (lines: readonly (readonly (string | number)[])[]): string =>
  lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
