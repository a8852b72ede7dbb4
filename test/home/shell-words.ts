/** A line that contains more than commands, words, quotes and `&&`. */
export class UnknownSyntax extends Error {}

/** One word, or what separates two commands. */
type Token = { readonly word: string } | 'and';

/**
 * A line of a POSIX shell as commands, each a list of words, joined by `&&`. Everything else that is special to a
 * shell is refused unless quoted: a placeholder in angle brackets, a variable, a pipe, a pattern.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export function commandsIn(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const token of tokensOf(line)) {
    if (token === 'and') commands.push([]);
    else commands.at(-1)!.push(token.word);
  }
  if (commands.some(({ length }) => length === 0))
    throw new UnknownSyntax(`a command is missing in: ${line}`);
  return commands;
}

/** In the order of matching: a backslash before a line end disappears. */
const PIECE =
  /(?<gap>(?:[ \t]|\\\n)+)|(?<and>&&)|'(?<single>[^']*)'|"(?<double>(?:[^"\\$`]|\\[\s\S])*)"|\\(?<escaped>[^\n])|(?<plain>[^\s|&;<>()$`\\"'*?[\]#~{}!]+)|(?<middle>[#~!{}])/y;

function tokensOf(line: string): readonly Token[] {
  const tokens: Token[] = [];
  const pieces = new RegExp(PIECE);
  let word: string | undefined;
  const end = () => {
    if (word !== undefined) tokens.push({ word });
    word = undefined;
  };
  while (pieces.lastIndex < line.length) {
    const at = pieces.lastIndex;
    const { gap, and, middle, ...text } = pieces.exec(line)?.groups ?? {};
    const { single, double, escaped, plain } = text;
    // These are special only at the beginning of a word.
    const piece =
      single ?? inDoubleQuotes(double) ?? escaped ?? plain ?? (word === undefined ? undefined : middle);
    if (gap !== undefined || and !== undefined) end();
    else if (piece === undefined) throw new UnknownSyntax(`“${line.slice(at, at + 12)}” in: ${line}`);
    else word = (word ?? '') + piece;
    if (and !== undefined) tokens.push('and');
  }
  end();
  return tokens;
}

/** A backslash stays, except before a character that it escapes there. */
const inDoubleQuotes = (text: string | undefined): string | undefined =>
  text?.replace(/\\([$`"\\])/g, '$1').replace(/\\\n/g, '');
