/** A line that has more in it than commands, words, quotes and `&&`. */
export class UnknownSyntax extends Error {}

/** One word, or what stands between two commands. */
type Token = { readonly word: string } | 'and';

/**
 * A line of a POSIX shell as commands, each a list of words; they are joined by `&&`. Everything else that a shell would
 * act on unquoted is refused: a placeholder in angle brackets, a variable, a pipe, a pattern.
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

/** In order of trial: a backslash and a line's end are nothing at all. */
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
    // These mean something at the beginning of a word only.
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

/** A backslash stays, but before what it escapes there. */
const inDoubleQuotes = (text: string | undefined): string | undefined =>
  text?.replace(/\\([$`"\\])/g, '$1').replace(/\\\n/g, '');
