import { useRef } from 'preact/hooks';
import { LONGEST_LINE } from '../../board/seat-limits.ts';
import { act, page } from '../store.ts';

/** The instructor's board: a hand to raise, and what came from there. */
export function RoomBar() {
  const { room } = page.value;
  if (!room) return null;
  const { hand, lines } = room;
  return (
    <section class="note" aria-label="Your room">
      <div role="log" aria-label="From the instructor">
        {lines.map((line, index) => (
          <p key={`${index} ${line}`}>{line}</p>
        ))}
      </div>
      {hand === undefined ? (
        <AskForm />
      ) : (
        <div class="buttons">
          <p role="status">Your hand is raised{hand === '' ? '' : `: “${hand}”`}.</p>
          <button type="button" onClick={() => void act({ do: 'lower' })}>
            lower your hand
          </button>
        </div>
      )}
    </section>
  );
}

function AskForm() {
  const line = useRef<HTMLInputElement>(null);
  const raise = (event: Event): void => {
    event.preventDefault();
    void act({ do: 'raise', line: line.current?.value.trim() ?? '' });
  };
  return (
    <form class="buttons" onSubmit={raise}>
      <label>
        Ask the instructor: <input ref={line} maxLength={LONGEST_LINE} autocomplete="off" />
      </label>
      <button type="submit">raise your hand</button>
    </form>
  );
}
