import { durationText } from '../../../report/report-words.ts';
import { ErrorBlock } from '../shell/error-block.tsx';
import { board, boardConnection, CLASS_REPORT, canAct, clockNow, failure, trouble } from './board-store.ts';
import { Bottlenecks } from './bottlenecks.tsx';
import { MessageBar } from './message-bar.tsx';
import { RoomTable } from './room-table.tsx';
import { SeatPanel } from './seat-panel.tsx';
import { WorkBar } from './work-bar.tsx';
import { WorkQuestion } from './work-question.tsx';
import { WorkResult } from './work-result.tsx';

/** The room: what keeps people, the table, and what is done about it. */
export function BoardApp() {
  const view = board.value;
  return (
    <div class={`board ${view?.audience ?? ''}`}>
      <a class="skip" href="#room">
        Skip to the table
      </a>
      <BoardHead />
      {view && (
        <main id="room" tabIndex={-1}>
          {failure.value && <ErrorBlock error={failure.value} />}
          <Bottlenecks />
          {canAct.value && <WorkBar />}
          {canAct.value && view.hasSeatLinks && <MessageBar />}
          <WorkResult />
          <RoomTable />
          {canAct.value && <SeatPanel />}
        </main>
      )}
      <WorkQuestion />
    </div>
  );
}

const SAYS = {
  opening: 'Connecting …',
  open: undefined,
  lost: 'The board’s server does not answer. What you see is old; the page tries again by itself.',
  refused: 'The board was started anew: open the link that it printed in its terminal.',
} as const;

function BoardHead() {
  const view = board.value;
  const lost = SAYS[boardConnection.value];
  return (
    <header class="masthead">
      <p class="eyebrow">kms-lab</p>
      <h1>The room</h1>
      {view && (
        <p class="who">
          {view.rows.length} seats. Each account is read every {durationText(view.pause)}. {ageText()}
        </p>
      )}
      {view && view.audience !== 'projector' && (
        <p class="links">
          <a href="/room.csv" download="room.csv">
            Save as CSV
          </a>{' '}
          <a href={CLASS_REPORT} download>
            Save the report
          </a>{' '}
          <a href="/?projector" target="_blank" rel="noreferrer">
            For the projector
          </a>
        </p>
      )}
      {lost && (
        <p class="note" role="status">
          {lost}
        </p>
      )}
      {trouble.value && (
        <div role="alert">
          <p>No account can be read. The rows are as they were last seen.</p>
          <ErrorBlock error={trouble.value} />
        </div>
      )}
      {view?.notes.map((note) => (
        <p class="note" key={note}>
          {note}
        </p>
      ))}
    </header>
  );
}

/** The oldest row decides: the newest one would make the page look better than it is. */
function ageText(): string {
  const read = board.value?.rows.flatMap(({ asOf }) => (asOf === undefined ? [] : [Date.parse(asOf)])) ?? [];
  const missing = (board.value?.rows.length ?? 0) - read.length;
  if (read.length === 0) return 'None has been read yet.';
  const oldest = durationText(Math.max(0, clockNow.value - Math.min(...read)));
  return `The oldest row is ${oldest} old.${missing > 0 ? ` ${missing} have not been read yet.` : ''}`;
}
