import { escape as escapeHtml } from 'html-escaper';

const FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';
/** Pixels. A column is as wide as the font's letters; `textLength` fixes the width of a line if a font is missing. */
const COLUMN = 8.4;
const LINE = 18;
const MARGIN = 16;

/** Words that stand out, first match first: the symbol of a step, and how a cell of the matrix is decided. */
const COLORS: readonly (readonly [pattern: RegExp, color: string])[] = [
  [/✓(?: allowed~?)?/, '#3fb950'],
  [/· denied~?|✗(?: DENIED~?)?/, '#ff7b72'],
  [/^\$ .*/, '#ffffff'],
  [/^(?:page says|AWS does)/, '#d2a8ff'],
];

/** Lines of a terminal as an SVG picture. `title` is for readers who cannot see it. */
export function terminalPicture(
  lines: readonly string[],
  { title, columns }: { title: string; columns: number },
): string {
  const width = Math.ceil(columns * COLUMN + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeHtml(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="${FONT}" font-size="14" fill="#c9d1d9">`,
    ...lines.flatMap((line, index) => (line === '' ? [] : [textOf(line, MARGIN + LINE * (index + 0.75))])),
    '</g>',
    '</svg>',
  ].join('\n');
}

const textOf = (line: string, y: number): string =>
  `<text x="${MARGIN}" y="${y}" textLength="${(line.length * COLUMN).toFixed(1)}" lengthAdjust="spacingAndGlyphs">${colored(line)}</text>`;

function colored(text: string): string {
  for (const [pattern, color] of COLORS) {
    const found = pattern.exec(text);
    if (!found) continue;
    const before = text.slice(0, found.index);
    const after = text.slice(found.index + found[0].length);
    return `${colored(before)}<tspan fill="${color}">${kept(found[0])}</tspan>${colored(after)}`;
  }
  return kept(text);
}

/** SVG collapses spaces. */
const kept = (text: string): string => escapeHtml(text).replaceAll(' ', '\u00A0');
