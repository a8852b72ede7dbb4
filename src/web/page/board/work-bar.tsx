import { useRef } from 'preact/hooks';
import { seatsText } from '../../../report/seat-ranges.ts';
import type { RoomVerb } from '../../board/board-shapes.ts';
import { beginWork, board, boardAct, endRoom, isAsking, isWorking, selected } from './board-store.ts';

/** What can be done in the accounts of the selection. */
export function WorkBar() {
  const step = useRef<HTMLSelectElement>(null);
  const seats = [...selected.value].toSorted((a, b) => a - b);
  const isIdle = seats.length > 0 && !isWorking.value && !isAsking.value;
  const stepNamed = (): string => step.current?.value ?? '';
  const button = (name: string, verb: () => RoomVerb) => (
    <button type="button" disabled={!isIdle} onClick={() => void beginWork(verb(), seats)}>
      {name}
    </button>
  );
  return (
    <section class="work" aria-label="What to do in the selected accounts">
      <p role="status">
        {seats.length === 0 ? 'Select seats to act in their accounts.' : `Selected: ${seatsText(seats)}.`}
        {isAsking.value && ' Asking what would change …'}
      </p>
      <div class="buttons">
        <button
          type="button"
          disabled={seats.length === 0}
          onClick={() => void boardAct({ do: 'read', seats })}
        >
          Read now
        </button>
        {button('Check', () => ({ does: 'check' }))}
        {button('Hint', () => ({ does: 'hint' }))}
        <label>
          Step{' '}
          <select ref={step}>
            {board.value?.steps.map(({ id, title }, index) => (
              <option key={id} value={id}>
                {index + 1} {title}
              </option>
            ))}
          </select>
        </label>
        {button('Solve it', () => ({ does: 'solve', step: stepNamed() }))}
        {button('Go to it', () => ({ does: 'goto', step: stepNamed() }))}
        {button('Reset', () => ({ does: 'reset' }))}
        <button type="button" disabled={isWorking.value || isAsking.value} onClick={endRoom}>
          End the room
        </button>
        {isWorking.value && (
          <button type="button" onClick={() => void boardAct({ do: 'stop' })}>
            Stop
          </button>
        )}
      </div>
    </section>
  );
}
