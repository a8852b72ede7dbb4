import type { JsonPath } from '../parse.ts';

/** What matters outside of strings, where a string ends, and a character in it that does not end it. */
const MARK = /\\.|["{}[\],]/g;
const COLON = /\s*:/y;

/** An object or list that is open: the members so far, and where it is read. A list has no members. */
interface Open {
  readonly names: Set<string>;
  last?: string | number;
}

/**
 * The path to the first member that an object of a JSON text has twice; `undefined` if no member is. The text must be
 * valid JSON. `JSON.parse` takes the last one, but AWS's grammar forbids it: "Individual elements must not contain
 * multiple instances of the same key."
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function repeatedMember(json: string): JsonPath | undefined {
  const open: Open[] = [];
  let start: number | undefined;
  for (const { 0: mark, index } of json.matchAll(MARK)) {
    if (start !== undefined) {
      if (mark !== '"') continue;
      const name = nameAt(json, start, index + 1);
      start = undefined;
      const object = open.at(-1);
      if (name === undefined || !object) continue;
      if (object.names.has(name)) return [...open.slice(0, -1).flatMap(({ last }) => last ?? []), name];
      object.names.add(name);
      object.last = name;
    } else if (mark === '"') start = index;
    else if (mark === '{') open.push({ names: new Set() });
    else if (mark === '[') open.push({ names: new Set(), last: 0 });
    else if (mark === ',') nextElement(open.at(-1));
    else open.pop();
  }
  return undefined;
}

/** In a list; in an object, the next name says where it is. */
function nextElement(open: Open | undefined): void {
  if (typeof open?.last === 'number') open.last += 1;
}

/** The string from one place to another, if it is the name of a member. */
function nameAt(json: string, start: number, end: number): string | undefined {
  COLON.lastIndex = end;
  return COLON.test(json) ? (JSON.parse(json.slice(start, end)) as string) : undefined;
}
