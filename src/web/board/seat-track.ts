import type { BoardRow, SeatMoment, SeatReading } from './board-shapes.ts';

/** What an earlier board of the room saw of a seat. */
export type SeenSeat = Pick<BoardRow, 'asOf' | 'since' | 'spent'> &
  Pick<SeatReading, 'done'> & { readonly moments?: readonly SeatMoment[] | undefined };

/** Until the account is read, the row shows what was seen of it, and how old that is. */
export function rowBefore(
  seen: SeenSeat | undefined,
  steps: number,
): Pick<BoardRow, 'spent'> & Partial<BoardRow> {
  const never = Array.from({ length: steps }, () => null);
  if (!seen || seen.spent.length !== steps || seen.done > steps) return { spent: never };
  const { done, moments: _, ...times } = seen;
  return { ...times, reading: { done, isBegun: false } };
}

/** A row after its account was read at a time, ISO 8601. Pure. */
export function afterReading(row: BoardRow, reading: SeatReading, at: string): BoardRow {
  const { error: _, ...before } = row;
  const was = before.reading;
  const kept = { ...before, reading, asOf: at };
  if (!was) return { ...kept, since: at };
  if (was.done === reading.done) return kept;
  return { ...kept, since: at, spent: spentAfter(before, reading.done, at) };
}

/** Only a step that a person passed by itself tells how long it takes: a jump passes several at once. */
function spentAfter({ spent, since, reading }: BoardRow, done: number, at: string): BoardRow['spent'] {
  if (!reading || since === undefined || done !== reading.done + 1) return spent;
  return spent.with(reading.done, Date.parse(at) - Date.parse(since));
}

export const afterFailure = (row: BoardRow, error: NonNullable<BoardRow['error']>): BoardRow => ({
  ...row,
  error,
});

/** Whether a page has to be told more than when it was read. */
export const isSameRow = (a: BoardRow, b: BoardRow): boolean =>
  JSON.stringify({ ...a, asOf: undefined }) === JSON.stringify({ ...b, asOf: undefined });
