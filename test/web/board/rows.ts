import type { BoardRow, SeatReading } from '../../../src/web/board/board-shapes.ts';

/** Noon of a class. Rows say how many minutes ago something was. */
export const NOON = Date.parse('2026-11-29T12:00:00.000Z');
export const minutesAgo = (minutes: number): string => new Date(NOON - minutes * 60_000).toISOString();

export const STEPS = ['one', 'two', 'three'].map((id) => ({ id, title: `Step ${id}` }));

/** A cause as a short word. */
export const causeOf = (id: string) => ({
  id,
  title: `Title of ${id}`,
  says: `${id} here`,
  say: `Look at ${id}.`,
});

interface Given extends Partial<Omit<SeatReading, 'cause'>> {
  readonly cause?: string;
  /** Minutes at the step. */
  readonly for?: number;
  readonly error?: BoardRow['error'];
  readonly spent?: BoardRow['spent'];
  readonly unread?: true;
}

export function rowAt(seat: number, given: Given = {}): BoardRow {
  const { cause, for: minutes = 0, error, spent = [null, null, null], unread, ...reading } = given;
  return {
    seat,
    spent,
    ...(unread
      ? {}
      : {
          asOf: minutesAgo(0),
          since: minutesAgo(minutes),
          reading: { done: 0, isBegun: false, ...reading, ...(cause ? { cause: causeOf(cause) } : {}) },
        }),
    ...(error ? { error } : {}),
  };
}
