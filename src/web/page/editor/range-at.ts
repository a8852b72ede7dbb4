import { ensureSyntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';
import type { JsonPath } from '../../../policy/parse.ts';

/** A part of the editor's text, by offsets. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** Milliseconds: a policy of the maximum size takes less. */
const PATIENCE = 100;

const SIGNS = new Set(['{', '}', '[', ']', ',', ':', '⚠']);

const insideOf = (node: SyntaxNode): readonly SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  for (let each = node.firstChild; each; each = each.nextSibling) if (!SIGNS.has(each.name)) found.push(each);
  return found;
};

/** Where the value of a path is; if it is not there, where the nearest one above it is. */
export function rangeAt(state: EditorState, path: JsonPath): TextRange {
  let node = ensureSyntaxTree(state, state.doc.length, PATIENCE)?.topNode.firstChild;
  for (const part of path) {
    const next = node && stepInto(state, node, part);
    if (!next) break;
    node = next;
  }
  return { from: node?.from ?? 0, to: node?.to ?? state.doc.length };
}

/** A policy may have one element where a list is allowed: then the element is its own first. */
function stepInto(state: EditorState, node: SyntaxNode, part: string | number): SyntaxNode | undefined {
  if (typeof part === 'number')
    return node.name === 'Array' ? insideOf(node)[part] : part === 0 ? node : undefined;
  for (const property of insideOf(node)) {
    const [name, value] = insideOf(property);
    if (name && value && nameIn(state.sliceDoc(name.from, name.to)) === part) return value;
  }
  return undefined;
}

/** A name is text of JSON; one that is not yet whole is no name. */
function nameIn(text: string): string | undefined {
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}
