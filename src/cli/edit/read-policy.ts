import { type MemberNode, type ObjectNode, parse, traverse } from '@humanwhocodes/momoa';
import { LabError } from '../../contract/errors.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { PolicySyntaxError, parsePolicy } from '../../policy/parse.ts';

/**
 * A policy as a person wrote it. `file`: the name they know it by. Throws `ERR_DOCUMENT` with the position of the
 * mistake.
 */
export function readEditedPolicy(written: string, file: string): PolicyDocument {
  const text = written.replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new LabError('ERR_DOCUMENT', `The file ${file} is empty.`);
  const flaw = firstFlaw(text);
  if (flaw) {
    const { line, column, what } = flaw;
    throw new LabError('ERR_DOCUMENT', `${file}, line ${line}, column ${column}: ${what}.`);
  }
  try {
    return parsePolicy(text);
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw new LabError('ERR_DOCUMENT', error.message, { hint: `The policy is in ${file}.` });
  }
}

interface Flaw extends Spot {
  readonly what: string;
}

interface Spot {
  /** Both are counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** What the parser throws. */
interface ParseFailure extends Error, Spot {
  readonly offset: number;
}

const isParseFailure = (error: unknown): error is ParseFailure =>
  error instanceof Error && 'offset' in error && 'line' in error && 'column' in error;

/** The first position that is not JSON, or a name that one object has twice: `JSON.parse` would silently use the last. */
function firstFlaw(text: string): Flaw | undefined {
  if (isCutOff(text)) return { ...endOf(text), what: 'the text ends too early' };
  try {
    return firstTwin(parse(text, { mode: 'json' }));
  } catch (error) {
    if (!isParseFailure(error)) throw error;
    const { line, column, offset } = error;
    const [found = 'end of the text'] = /^(?:[\w.+-]+|.)/u.exec(text.slice(offset)) ?? [];
    return { line, column, what: `unexpected ${found}` };
  }
}

/** For something missing, momoa reports the last token before it; V8 reports the end, or no position. */
function isCutOff(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    const { message } = error as SyntaxError;
    const [, position] = /at position (\d+)/.exec(message) ?? [];
    return /^Unexpected end/.test(message) || Number(position) >= text.trimEnd().length;
  }
}

function endOf(text: string): Spot {
  const lines = text.trimEnd().split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function firstTwin(document: ReturnType<typeof parse>): Flaw | undefined {
  let twin: MemberNode | undefined;
  traverse(document, {
    enter(node) {
      if (node.type !== 'Object' || twin) return;
      const { members } = node as ObjectNode;
      const names = members.map(nameOf);
      twin = members.find((_, index) => names.indexOf(names[index]!) < index);
    },
  });
  return twin && { ...twin.name.loc.start, what: `"${nameOf(twin)}" is in this object twice` };
}

const nameOf = ({ name }: MemberNode): string => (name.type === 'String' ? name.value : name.name);
