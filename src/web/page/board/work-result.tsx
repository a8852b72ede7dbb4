import { seatsText } from '../../../report/seat-ranges.ts';
import { board, CLASS_REPORT } from './board-store.ts';

/** What is done in the accounts now, or how it ended. */
export function WorkResult() {
  const work = board.value?.work;
  if (!work) return null;
  const { does, seats, outcomes, ended, fleet } = work;
  const states = [...new Set(outcomes.map(({ state }) => state))];
  return (
    <section class="note result" aria-label="What is done" aria-live="polite">
      <p>
        <strong>{does}</strong>, {seatsText(seats)}
        {ended ? `: ended at ${ended.at.slice(11, 16)} UTC.` : ': running.'} {fleet && `Fleet ${fleet}.`}
      </p>
      {states.map((state) => (
        <p key={state}>
          {state}: {seatsText(outcomes.flatMap((one) => (one.state === state ? [one.seat] : [])))}
        </p>
      ))}
      {outcomes.map(
        ({ seat, error }) => error && <p key={seat}>{`Seat ${seat}: ${error.code}: ${error.message}`}</p>,
      )}
      {ended && does === 'reset' && (
        <p>
          <a href={CLASS_REPORT} download>
            Save the report
          </a>
          , which says now whose reset is proven.
        </p>
      )}
      {ended?.error && <p>{`${ended.error.code}: ${ended.error.message}`}</p>}
    </section>
  );
}
