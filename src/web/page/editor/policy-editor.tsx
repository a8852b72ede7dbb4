import { history, historyKeymap, standardKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Annotation, Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Facts } from '../../../contract/facts.ts';
import { markedProblems, type PlacedProblem } from './marked-problems.ts';
import type { PolicyProblem } from './problems.ts';

export interface PolicyEditorProps {
  readonly label: string;
  readonly text: string;
  readonly facts: Facts;
  readonly nonce: string;
  readonly problems: (text: string) => readonly PolicyProblem[];
  readonly onType: (text: string) => void;

  readonly onSave?: (() => void) | undefined;
}

interface Now extends PolicyEditorProps {
  readonly onProblems: (problems: readonly PlacedProblem[]) => void;
}

/** A change that the program made, and no person typed. */
const loaded = Annotation.define<true>();

/** Completion, search and matching brackets, which come when the editor is first used. */
const extras = new Compartment();

async function addExtras(view: EditorView, facts: () => Facts): Promise<void> {
  const before = extras.get(view.state);
  if (!Array.isArray(before) || before.length > 0) return;
  const { extrasFor } = await import('./extras.ts');
  view.dispatch({ effects: extras.reconfigure(extrasFor(facts)) });
}

/** The editor's colors are the page's. */
const LOOK = EditorView.theme({
  '&': { backgroundColor: 'var(--sunk)', color: 'var(--ink)' },
  '.cm-content': { caretColor: 'var(--ink)', fontFamily: 'var(--mono)' },
  '.cm-gutters': { backgroundColor: 'var(--sunk)', color: 'var(--quiet)', border: 'none' },
  '.cm-content ::selection': { backgroundColor: 'var(--selected)' },
  '.cm-tooltip, .cm-panels': {
    backgroundColor: 'var(--paper)',
    color: 'var(--ink)',
    borderColor: 'var(--line)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--paper)',
  },
  '.cm-button, .cm-textfield': {
    backgroundColor: 'var(--sunk)',
    backgroundImage: 'none',
    color: 'var(--ink)',
    borderColor: 'var(--quiet)',
  },
});

const COLORS = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.propertyName, color: 'var(--accent)' },
    { tag: tags.string, color: 'var(--ink)' },
    { tag: [tags.number, tags.bool, tags.null], color: 'var(--on-implicit)' },
  ]),
);

/** Made once; what it calls is always the latest. There is no key that takes Tab: it leaves the editor. */
function extensionsFor(now: () => Now): readonly Extension[] {
  const marks = markedProblems(
    (text) => now().problems(text),
    (found) => now().onProblems(found),
  );
  const save = (): boolean => {
    now().onSave?.();
    return true;
  };
  return [
    EditorView.cspNonce.of(now().nonce),
    EditorView.contentAttributes.of({ 'aria-label': now().label }),
    EditorView.lineWrapping,
    ...[lineNumbers(), history(), highlightSpecialChars(), json()],
    ...[marks, LOOK, COLORS, extras.of([])],
    EditorView.domEventHandlers({ focus: (_, view) => void addExtras(view, () => now().facts) }),
    Prec.high(keymap.of([{ key: 'Mod-s', run: save, preventDefault: true }])),
    keymap.of([...standardKeymap, ...historyKeymap]),
    EditorView.updateListener.of((update) => {
      const isTyped = update.docChanged && !update.transactions.some((one) => one.annotation(loaded));
      if (isTyped) now().onType(update.state.doc.toString());
    }),
  ];
}

/** An editor for one policy. */
export function PolicyEditor(props: PolicyEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const now = useRef<Now>({ ...props, onProblems: () => {} });
  const [found, setFound] = useState<readonly PlacedProblem[]>([]);
  now.current = { ...props, onProblems: setFound };

  useEffect(() => {
    const state = EditorState.create({ doc: props.text, extensions: extensionsFor(() => now.current) });
    const made = new EditorView({ parent: place.current!, state });
    // Otherwise a policy that is longer than its editor cannot be scrolled with the keyboard.
    made.scrollDOM.tabIndex = 0;
    made.scrollDOM.setAttribute('role', 'group');
    made.scrollDOM.setAttribute('aria-label', `${props.label}, scrollable`);
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current!;
    const { doc } = editor.state;
    if (doc.toString() === props.text) return;
    editor.dispatch({
      changes: { from: 0, to: doc.length, insert: props.text },
      annotations: loaded.of(true),
    });
  }, [props.text]);

  const show = ({ from }: PlacedProblem): void => {
    view.current?.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    view.current?.focus();
  };
  return (
    <>
      <div ref={place} class="editor" />
      <ul class="problems" aria-live="polite">
        {found.map((problem) => (
          <li key={problem.says}>
            <button type="button" onClick={() => show(problem)}>
              {problem.says}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
