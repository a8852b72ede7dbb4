import { useCallback } from 'preact/hooks';
import type { Editable } from '../../acts.ts';
import { isOvertaken } from '../drafts.ts';
import { Scrolled } from '../shell/scrolled.tsx';
import {
  accountTexts,
  act,
  bench,
  can,
  discardDraft,
  drafts,
  isBusy,
  keepMine,
  type,
  view,
} from '../store.ts';
import { question } from '../walk/moves.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[name=nonce]')?.content ?? '';

/** A policy: as the account has it, or as it is being edited. */
export function EditorPane({ id }: { readonly id: Editable }) {
  const now = view.value;
  const tools = bench.value;
  const account = accountTexts.value[id];
  const draft = drafts.value[id];
  const text = draft?.text ?? account;
  const onType = useCallback((next: string) => type(id, next), [id]);
  if (!now) return null;
  const label = now.title[id];
  const { facts } = now;
  const { PolicyEditor } = tools ?? {};
  return (
    <section class="pane" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{label}</h2>
      {isOvertaken(draft, account) && <Overtaken id={id} />}
      {PolicyEditor ? (
        <PolicyEditor
          {...{ label, text, facts, nonce, onType }}
          problems={(typed) => tools!.problemsOf(typed, { id, rolePolicy: facts.rolePolicy })}
          onSave={() => void save(id, text)}
        />
      ) : (
        <Scrolled class="editor" label={label}>
          <pre>{text}</pre>
        </Scrolled>
      )}
      <div class="buttons">
        {can('save') && (
          <button
            type="button"
            class="main"
            disabled={!draft || isBusy.value}
            onClick={() => void save(id, text)}
          >
            Save
          </button>
        )}
        {draft && (
          <button type="button" onClick={() => discardDraft(id)}>
            Back to the account’s
          </button>
        )}
      </div>
    </section>
  );
}

const Overtaken = ({ id }: { readonly id: Editable }) => (
  <div class="note" role="alert">
    <p>The account changed while you were editing.</p>
    <div class="buttons">
      <button type="button" onClick={() => discardDraft(id)}>
        Take the account’s policy
      </button>
      <button type="button" onClick={() => keepMine(id)}>
        Keep mine
      </button>
    </div>
  </div>
);

/** Saves what was typed. A real account asks for its id the first time. A refusal keeps the draft. */
async function save(resource: Editable, text: string): Promise<void> {
  const { id: seen, consent, title } = view.value ?? {};
  const agreed = (typed?: string) => ({ do: 'save', resource, text, seen, consent: typed }) as const;
  if (consent === 'ask') {
    question.value = { title: `Save the ${title?.[resource]}`, move: { changes: [] }, agreed };
    return;
  }
  await act(agreed());
}
