import { useEffect, useRef } from 'preact/hooks';
import { act, view } from '../store.ts';
import { ChangeView } from './change-view.tsx';
import { type OpenQuestion, question } from './moves.ts';

/** What would change, and whether the person agrees. On a real account they type its id, once. */
export function QuestionDialog() {
  const asked = question.value;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (asked) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asked]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="question-title"
      onClose={() => {
        question.value = undefined;
      }}
    >
      {asked && <Asked asked={asked} />}
    </dialog>
  );
}

function Asked({ asked: { title, move, agreed } }: { readonly asked: OpenQuestion }) {
  const typed = useRef<HTMLInputElement>(null);
  const needsId = view.value?.consent === 'ask';
  const go = (event: Event): void => {
    event.preventDefault();
    question.value = undefined;
    void act(agreed(needsId ? typed.current?.value.trim() : undefined));
  };
  return (
    <form onSubmit={go}>
      <h2 id="question-title">{title}</h2>
      {move.undoes && <p>{move.undoes}</p>}
      {move.lacking?.map(({ title: gone }) => (
        <p key={gone}>{gone} cannot be restored.</p>
      ))}
      {move.changes.length === 0 && !needsId && <p>Nothing differs: only the checks would be asked.</p>}
      {move.changes.map((change) => (
        <ChangeView key={change.arn} change={change} />
      ))}
      {needsId && (
        <label>
          This changes the real account {view.value?.facts.accountId} in {view.value?.facts.region}. Type the
          account’s id to go on: <input ref={typed} inputMode="numeric" autocomplete="off" required />
        </label>
      )}
      <div class="buttons">
        <button type="submit" class="main">
          Go on
        </button>
        <button
          type="button"
          onClick={() => {
            question.value = undefined;
          }}
        >
          Change nothing
        </button>
      </div>
    </form>
  );
}
