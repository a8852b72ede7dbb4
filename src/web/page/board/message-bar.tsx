import { useState } from 'preact/hooks';
import { seatsText } from '../../../report/seat-ranges.ts';
import { LONGEST_MESSAGE } from '../../board/seat-limits.ts';
import { boardAct, selected } from './board-store.ts';

/** A message to the walks of the selection. */
export function MessageBar() {
  const [text, write] = useState('');
  const [sent, say] = useState('');
  const seats = [...selected.value].toSorted((a, b) => a - b);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { error } = await boardAct({ do: 'tell', seats, text });
    if (error) return;
    write('');
    say(`Sent to ${seatsText(seats)}: shown when their walk next asks.`);
  };
  return (
    <form class="message" onSubmit={(event) => void send(event)}>
      <label>
        Message to the selected seats{' '}
        <input
          value={text}
          maxLength={LONGEST_MESSAGE}
          autocomplete="off"
          required
          onInput={({ currentTarget }) => write(currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={seats.length === 0}>
        Send
      </button>
      <p role="status">{sent}</p>
    </form>
  );
}
