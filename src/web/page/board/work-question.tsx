import { useEffect, useRef } from 'preact/hooks';
import type { FleetGroup } from '../../../contract/event.ts';
import { seatsText } from '../../../report/seat-ranges.ts';
import { asked, board, boardAct } from './board-store.ts';

type Asked = NonNullable<typeof asked.value>;

/** What would change in which accounts, and whether the instructor agrees. On real accounts they type their number. */
export function WorkQuestion() {
  const dialog = useRef<HTMLDialogElement>(null);
  const question = asked.value;
  useEffect(() => {
    if (question) dialog.current?.showModal();
    else dialog.current?.close();
  }, [question]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="work-title"
      onClose={() => {
        asked.value = undefined;
      }}
    >
      {question && <Question question={question} />}
    </dialog>
  );
}

function Question({ question: { verb, seats, foreseen } }: { readonly question: Asked }) {
  const typed = useRef<HTMLInputElement>(null);
  const { agreed, groups, count } = foreseen;
  const needsCount = board.value?.target === 'aws';
  const go = (event: Event): void => {
    event.preventDefault();
    asked.value = undefined;
    const given = needsCount ? { count: typed.current?.value.trim() ?? '' } : {};
    void boardAct({ do: 'work', verb, seats: [...seats], agreed, ...given });
  };
  return (
    <form onSubmit={go}>
      <h2 id="work-title">
        {verb.does}
        {'step' in verb && verb.step ? ` ${verb.step}` : ''}: {count} of {seats.length} accounts would change
      </h2>
      <ul class="groups">
        {groups.map((group) => (
          <li key={group.seats.join()}>{groupText(group)}</li>
        ))}
      </ul>
      {needsCount && count > 0 && (
        <label>
          These are real accounts. Type how many would change:{' '}
          <input ref={typed} inputMode="numeric" autocomplete="off" required />
        </label>
      )}
      <div class="buttons">
        {count > 0 && (
          <button type="submit" class="main">
            Go on
          </button>
        )}
        <button
          type="button"
          onClick={() => {
            asked.value = undefined;
          }}
        >
          Change nothing
        </button>
      </div>
    </form>
  );
}

const GROUPS: { readonly [Is in FleetGroup['is']]: string } = {
  change: 'would change',
  same: 'are as wanted',
  failed: 'cannot be planned now',
  refused: 'are left alone',
};

const groupText = ({ is, seats, changes, detail }: FleetGroup): string =>
  [`${seatsText(seats)} ${GROUPS[is]}`, ...changes, ...(detail === undefined ? [] : [detail])].join('; ');
