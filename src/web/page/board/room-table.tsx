import { type Mark, signOf } from '../../../report/marks.ts';
import { durationText } from '../../../report/report-words.ts';
import type { BoardRow } from '../../board/board-shapes.ts';
import { type CellMark, elapsedOf, markOf, NEEDS, type OrderedRow } from '../../board/room-order.ts';
import {
  board,
  boardAct,
  canAct,
  choose,
  clockNow,
  medians,
  openSeat,
  ordered,
  selected,
} from './board-store.ts';

const MARKS_SHOWN: { readonly [M in CellMark]: readonly [mark: Mark, word: string] } = {
  solved: ['done', 'solved'],
  wrong: ['failed', 'tried, with a mistake'],
  tried: ['begun', 'tried'],
  opened: ['next', 'opened'],
  ahead: ['open', 'ahead'],
  unknown: ['unknown', 'not read yet'],
};

/** A row a person, those who need help most first; a column a step. */
export function RoomTable() {
  const { steps = [] } = board.value ?? {};
  const seats = ordered.value.map(({ row }) => row.seat);
  const isAll = seats.length > 0 && seats.every((seat) => selected.value.has(seat));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section class="seats" aria-labelledby="seats-title" tabIndex={0}>
      <h2 id="seats-title">Who needs help</h2>
      <table>
        <caption>
          {Object.values(MARKS_SHOWN).map(([mark, word]) => (
            <span key={word} class="key">
              {signOf(mark)} {word}
            </span>
          ))}
        </caption>
        <thead>
          <tr>
            {canAct.value && (
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label="Select all seats"
                  checked={isAll}
                  onChange={() => choose(seats, !isAll)}
                />
              </th>
            )}
            <th scope="col">Seat</th>
            {steps.map(({ id, title }, index) => (
              <th scope="col" key={id} class="step" title={title}>
                {index + 1}
                <span class="unseen"> {title}</span>
              </th>
            ))}
            <th scope="col">At this step</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {ordered.value.map((one) => (
            <SeatRow key={one.row.seat} {...one} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SeatRow({ row, need }: OrderedRow) {
  const { seat, name, error } = row;
  const label = name === undefined ? `seat ${seat}` : `seat ${seat}, ${name}`;
  const isSelected = selected.value.has(seat);
  return (
    <tr class={[need, ...(error ? ['gray'] : [])].join(' ')}>
      {canAct.value && (
        <td>
          <input
            type="checkbox"
            aria-label={`Select ${label}`}
            checked={isSelected}
            onChange={() => choose([seat], !isSelected)}
          />
        </td>
      )}
      <th scope="row">
        {canAct.value ? (
          <button type="button" class="quiet" onClick={() => void openSeat(seat)}>
            <span class="number">{seat}</span>
            {name && <bdi class="name">{name}</bdi>}
            <span class="unseen">, open</span>
          </button>
        ) : (
          <span class="number">{seat}</span>
        )}
      </th>
      {board.value?.steps.map(({ id }, step) => {
        const mark = markOf(row, step);
        const [sign, word] = MARKS_SHOWN[mark];
        return (
          <td key={id} class={`step ${mark}`}>
            <span role="img" aria-label={word}>
              {signOf(sign)}
            </span>
          </td>
        );
      })}
      <td class="time">{timeText(row)}</td>
      <td class="why">
        <strong>{NEEDS[need]}</strong> <Why row={row} />
      </td>
    </tr>
  );
}

/** `4m 10s, the room 1m 20s` */
function timeText(row: BoardRow): string {
  const elapsed = elapsedOf(row, clockNow.value);
  const usual = row.reading && medians.value[row.reading.done];
  if (elapsed === undefined || !row.reading || row.reading.done >= medians.value.length) return '';
  return `${durationText(elapsed)}${usual === undefined ? '' : `, the room ${durationText(usual)}`}`;
}

function Why({ row }: { readonly row: BoardRow }) {
  const { reading, error } = row;
  return (
    <>
      <Hand row={row} />
      {error && (
        <span class="detail">
          {error.code}: {error.message} {error.hint}
        </span>
      )}
      {reading?.lockOut && <span class="detail">{reading.lockOut}</span>}
      {reading?.cause && (
        <span class="detail">
          {reading.cause.says ?? reading.cause.title}
          {reading.cause.say && <q>{reading.cause.say}</q>}
        </span>
      )}
      {reading?.holder && <span class="detail">Another command is using the account now.</span>}
    </>
  );
}

/** What the person asks, and a button for when it is answered. */
function Hand({ row: { seat, hand } }: { readonly row: BoardRow }) {
  if (!hand) return null;
  return (
    <span class="detail">
      Since {hand.at.slice(11, 16)} UTC. {hand.line && <bdi class="asks">{hand.line}</bdi>}
      {canAct.value && (
        <button type="button" class="quiet" onClick={() => void boardAct({ do: 'lower', seats: [seat] })}>
          lower the hand<span class="unseen"> of seat {seat}</span>
        </button>
      )}
    </span>
  );
}
