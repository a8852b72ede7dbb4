import { MIB, readRegularFile, UnfitFile } from './read-file.ts';

/** Levels of objects and lists in each other: far more than kms-lab or AWS writes. */
const DEPTH = 100;

/** Bytes: far more than kms-lab writes, except for a sandbox. */
const LIMIT = 16 * MIB;

interface JsonLimits {
  /** Bytes. */
  readonly limit?: number;
  /** Objects may be keyed by names that users chose, `__proto__` among them. The reader must not assign them. */
  readonly anyName?: boolean;
}

/**
 * The one place that reads JSON from a file. Reads a regular file only, no further than its limit, and takes no text in
 * which a reader could see something else than `JSON.parse` does. The caller holds the value against a schema.
 * `undefined` if there is no file. Throws `UnfitFile`, whose message is the end of a sentence, or the system's error.
 */
export async function readJson(path: string, how: JsonLimits = {}): Promise<unknown> {
  const content = await readRegularFile(path, how.limit ?? LIMIT).catch(ignoreAbsence);
  return content && parseJsonText(content.toString(), how);
}

/** The same for the text of such a file. */
export function parseJsonText(text: string, { anyName = false }: Pick<JsonLimits, 'anyName'> = {}): unknown {
  // First, because what is nested without end also takes memory without end.
  const flaw = flawIn(text, anyName);
  if (flaw !== undefined) throw new UnfitFile(flaw);
  return parse(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnfitFile(`line ${brokenLine(text, (error as Error).message)} is not JSON`);
  }
}

/** Counted from 1. If the parser names no position, the text ends too early. */
function brokenLine(text: string, message: string): number {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  const before = position === undefined ? text.trimEnd() : text.slice(0, Number(position));
  return before.split('\n').length;
}

/** What is wrong, even if it is JSON. The names of each open object are kept until it closes. */
function flawIn(text: string, anyName: boolean): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '{' || sign === '[') {
      open.push(sign === '{' ? new Set() : undefined);
      if (open.length > DEPTH) return `it is nested more than ${DEPTH} levels deep`;
    } else if (sign === '}' || sign === ']') open.pop();
    else if (sign === '"') {
      const end = endOfString(text, at);
      const names = open.at(-1);
      if (names && isName(text, end)) {
        const name = unquoted(text.slice(at, end));
        if (names.has(name)) return `an object in it has “${name}” twice`;
        if (name === '__proto__' && !anyName) return 'an object in it has the member “__proto__”';
        names.add(name);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** The position after the closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function isName(text: string, after: number): boolean {
  let at = after;
  while (' \n\r\t'.includes(text[at] ?? '.')) at++;
  return text[at] === ':';
}

/** As it stands if it is not JSON, which the parser then says. */
function unquoted(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}

/** For a file that need not be there. */
export function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
