/** What is copied as a whole: an address, or the name of an AWS resource. */
const WHOLE = /^[(“]?(https?:\/\/|arn:)/;

/**
 * Lines of at most `width` columns, each after `indent`. A word that is too long is cut, but not a URL or an ARN,
 * which gets a smaller indent if it then fits, and otherwise stays too long.
 */
export function wrap(text: string, width: number, indent = ''): readonly string[] {
  const room = Math.max(1, width - indent.length);
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [''];
    for (const piece of paragraph.split(/\s+/).flatMap((word) => cut(word, room))) {
      const line = lines.at(-1) ?? '';
      if (line === '') lines[lines.length - 1] = piece;
      else if (line.length + 1 + piece.length <= room) lines[lines.length - 1] = `${line} ${piece}`;
      else lines.push(piece);
    }
    const place = (line: string): string =>
      [indent, '  '].find((one) => one.length + line.length <= width) ?? '';
    return lines.map((line) => (line === '' ? '' : place(line) + line));
  });
}

/** Text with a label: the label once, and the text's lines aligned beside it. */
export function labelled(label: string, text: string, width: number, column = label.length + 1): string {
  const indent = ' '.repeat(column);
  const [first = '', ...rest] = wrap(text, width, indent);
  // What is copied as a whole may need the label's columns.
  if (!first.startsWith(indent)) return [label, first, ...rest].join('\n');
  return [label.padEnd(column) + first.slice(column), ...rest].join('\n');
}

/**
 * Cuts anywhere, for text whose spaces matter. The rest continues below, after the line's own indentation and a
 * little more; each such line starts with `sign`.
 */
export function fold(line: string, width: number, sign = ''): readonly string[] {
  if (line.length <= width) return [line];
  const indent = sign + ' '.repeat(Math.max(0, line.slice(sign.length).search(/\S/)) + 4);
  const room = Math.max(1, width - indent.length);
  return [line.slice(0, width), ...chunks(line.slice(width), room).map((rest) => indent + rest)];
}

const cut = (word: string, room: number): readonly string[] =>
  word.length <= room || WHOLE.test(word) ? [word] : chunks(word, room);

const chunks = (text: string, size: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );

/** `1 change`, `2 changes`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
