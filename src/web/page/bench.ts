import { predictCells } from '../../contract/key-situation.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { parsePolicy } from '../../policy/parse.ts';

/** What is loaded after the first paint. */

export { PolicyEditor } from './editor/policy-editor.tsx';
export { problemsOf } from './editor/problems.ts';
export const predict = predictCells;

/** `undefined` for a text that is not a policy: the editor says why. */
export function parsedDraft(text: string): PolicyDocument | undefined {
  try {
    return parsePolicy(text);
  } catch {
    return undefined;
  }
}
