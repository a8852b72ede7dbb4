import { type EditorState, StateField, type Transaction } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { PolicyProblem } from './problems.ts';
import { rangeAt, type TextRange } from './range-at.ts';

/** A problem, and the part of the text that it is about. */
export type PlacedProblem = PolicyProblem & TextRange;

const MARK = Decoration.mark({ class: 'problem' });

/** At least one character of a text that has any, so that there is something to see. */
function placed(state: EditorState, problem: PolicyProblem): PlacedProblem {
  const { from, to } =
    'offset' in problem ? { from: problem.offset, to: problem.offset + 1 } : rangeAt(state, problem.at);
  const end = Math.min(Math.max(to, from + 1), state.doc.length);
  return { ...problem, from: Math.max(0, Math.min(from, end - 1)), to: end };
}

/**
 * Underlines what would be refused, at each key: the validators take less than a millisecond, so there is no result that
 * comes too late. `told` gets the problems for the list below the editor, which is what a screen reader reads.
 */
export function markedProblems(
  problemsOf: (text: string) => readonly PolicyProblem[],
  told: (problems: readonly PlacedProblem[]) => void,
) {
  const look = (state: EditorState): DecorationSet => {
    const found = problemsOf(state.doc.toString()).map((problem) => placed(state, problem));
    queueMicrotask(() => told(found));
    return Decoration.set(
      found.filter(({ from, to }) => to > from).map(({ from, to }) => MARK.range(from, to)),
    );
  };
  return StateField.define<DecorationSet>({
    create: look,
    update: (marks, { docChanged, state }: Transaction) => (docChanged ? look(state) : marks),
    provide: (field) => EditorView.decorations.from(field),
  });
}
