/** Why a text is not JSON, or which name an object has twice, and where. */
export interface JsonFlaw {
  readonly what: string;
  /** Both are counted from 1. */
  readonly line: number;
  readonly column: number;
  /** In the text, from 0. */
  readonly offset: number;
}

/** https://www.rfc-editor.org/rfc/rfc8259 */
const TOKEN =
  /[{}[\],:]|"(?:[ !#-[\]-\uFFFF]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;
const SPACE = /[ \t\n\r]*/y;

/** What may come next. */
type Awaited = 'value' | 'first element' | 'name' | 'first name' | 'colon' | 'comma' | 'nothing';

/** An object or a list that is open; a list has no names. */
interface OpenPart {
  readonly names?: Set<string>;
}

interface Reading {
  awaits: Awaited;
  readonly open: OpenPart[];
  /** Where a name is that its object has already. */
  twin?: { readonly offset: number; readonly name: string };
}

/**
 * The first place at which a text is not JSON; otherwise a name that one object has twice, of which `JSON.parse` would
 * silently use the last. Reads without recursion: a text may be nested as deep as it is long.
 */
export function jsonFlaw(text: string): JsonFlaw | undefined {
  const reading: Reading = { awaits: 'value', open: [] };
  for (let offset = afterSpace(text, 0); offset < text.length; ) {
    TOKEN.lastIndex = offset;
    const [token] = TOKEN.exec(text) ?? [];
    if (token === undefined) return unreadable(text, offset);
    const next = step(reading, token, offset);
    if (!next) return flawAt(text, offset, `unexpected ${token.startsWith('"') ? '"' : token}`);
    reading.awaits = next;
    offset = afterSpace(text, offset + token.length);
  }
  if (reading.awaits !== 'nothing') return tooEarly(text);
  const { twin } = reading;
  return twin && flawAt(text, twin.offset, `"${twin.name}" is in this object twice`);
}

/** What may come after the token; `undefined` if it may not be there. */
function step(reading: Reading, token: string, offset: number): Awaited | undefined {
  const { awaits, open } = reading;
  const inside = open.at(-1);
  const isText = token.startsWith('"');
  if (awaits === 'name' || (awaits === 'first name' && token !== '}')) {
    if (!isText) return undefined;
    noteName(reading, token, offset);
    return 'colon';
  }
  if (awaits === 'colon') return token === ':' ? 'value' : undefined;
  const mayEnd = awaits === 'comma' || awaits.startsWith('first');
  if (mayEnd && inside && token === (inside.names ? '}' : ']')) {
    open.pop();
    return open.length > 0 ? 'comma' : 'nothing';
  }
  if (awaits === 'comma') return token !== ',' ? undefined : inside?.names ? 'name' : 'value';
  if (awaits === 'nothing' || awaits === 'first name') return undefined;
  if (token === '{' || token === '[') {
    open.push(token === '{' ? { names: new Set() } : {});
    return token === '{' ? 'first name' : 'first element';
  }
  if (/^[\]},:]$/.test(token)) return undefined;
  return inside ? 'comma' : 'nothing';
}

function noteName(reading: Reading, token: string, offset: number): void {
  const name = String(JSON.parse(token));
  const names = reading.open.at(-1)?.names;
  if (names?.has(name)) reading.twin ??= { offset, name };
  names?.add(name);
}

function unreadable(text: string, offset: number): JsonFlaw {
  const rest = text.slice(offset);
  if (rest.startsWith('"')) {
    const [line = ''] = rest.split(/\r?\n/);
    const isClosed = /^"(?:[^"\\]|\\.)*"/.test(line);
    if (!isClosed && line.length === rest.trimEnd().length) return tooEarly(text);
    return flawAt(
      text,
      offset,
      isClosed ? 'this text has a character that JSON forbids' : 'this text does not end on its line',
    );
  }
  const [found = ''] = /^(?:[\w.+-]+|.)/u.exec(rest) ?? [];
  // The beginning of a word or a number.
  if (found.length === rest.trimEnd().length && /^(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-)$/.test(found))
    return tooEarly(text);
  return flawAt(text, offset, `unexpected ${found}`);
}

const tooEarly = (text: string): JsonFlaw => flawAt(text, text.trimEnd().length, 'the text ends too early');

function flawAt(text: string, offset: number, what: string): JsonFlaw {
  const lines = text.slice(0, offset).split('\n');
  return { what, offset, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function afterSpace(text: string, offset: number): number {
  SPACE.lastIndex = offset;
  return offset + (SPACE.exec(text)?.[0].length ?? 0);
}
