import type { BoardRow, BoardStep, SeatCause } from './board-shapes.ts';

/** Who needs help first, how long a step takes, and what keeps people at it. Pure. */

/** A cell of the table: the step is in place; something of it was done; the person is at it; it is ahead. */
export type CellMark = 'solved' | 'wrong' | 'tried' | 'opened' | 'ahead' | 'unknown';

export function markOf({ reading }: Pick<BoardRow, 'reading'>, step: number): CellMark {
  if (!reading) return 'unknown';
  const { done, isBegun, cause } = reading;
  if (step < done) return 'solved';
  if (step > done) return 'ahead';
  if (cause) return 'wrong';
  return isBegun ? 'tried' : 'opened';
}

/** In the order in which they need help. */
export const NEEDS = {
  hand: 'a raised hand',
  'lock-out': 'locked out',
  stuck: 'stuck on a mistake',
  error: 'cannot be read',
  wrong: 'made a mistake',
  slow: 'slower than the room',
  working: 'at work',
  unknown: 'not read yet',
  finished: 'finished',
} as const;
export type Need = keyof typeof NEEDS;

const RANKS = Object.keys(NEEDS) as readonly Need[];

/** Longer than so many times the room's median is stuck. */
const STUCK = 2;
/** Milliseconds. Nothing shorter is long, however fast the room is: after a jump, all begin a step at once. */
const LEAST = 60_000;

/** Milliseconds that a person has been at the step, as far as the board saw it. */
export const elapsedOf = ({ since }: Pick<BoardRow, 'since'>, now: number): number | undefined =>
  since === undefined ? undefined : Math.max(0, now - Date.parse(since));

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return undefined;
  return sorted.length % 2 === 1 ? upper : (upper + sorted[middle - 1]!) / 2;
}

/** How many must have passed a step before those who are still at it no longer count. */
const ENOUGH = 3;

/**
 * Milliseconds that a step takes in this room, by step; `undefined` where that is not known. Counts those who passed
 * it; while they are few, those who are at it count, too, with the time so far.
 */
export function mediansOf(
  rows: readonly BoardRow[],
  steps: number,
  now: number,
): readonly (number | undefined)[] {
  return Array.from({ length: steps }, (_, step) => {
    const passed = rows.flatMap(({ spent }) => spent[step] ?? []);
    if (passed.length >= ENOUGH) return median(passed);
    const still = rows.flatMap((row) => (row.reading?.done === step ? (elapsedOf(row, now) ?? []) : []));
    return median([...passed, ...still]);
  });
}

export function needOf(row: BoardRow, medians: readonly (number | undefined)[], now: number): Need {
  const { reading, error } = row;
  if (row.hand) return 'hand';
  if (reading?.lockOut !== undefined) return 'lock-out';
  if (error) return 'error';
  if (!reading) return 'unknown';
  if (reading.done >= medians.length && !reading.cause) return 'finished';
  const usual = medians[reading.done];
  const elapsed = elapsedOf(row, now);
  const isLong = usual !== undefined && elapsed !== undefined && elapsed > Math.max(STUCK * usual, LEAST);
  if (reading.cause) return isLong ? 'stuck' : 'wrong';
  return isLong ? 'slow' : 'working';
}

export interface OrderedRow {
  readonly row: BoardRow;
  readonly need: Need;
}

/** How long a person has waited: with a raised hand, or else at the step. Milliseconds. */
const waitedOf = (row: BoardRow, now: number): number =>
  (row.hand ? now - Date.parse(row.hand.at) : elapsedOf(row, now)) ?? 0;

/** Those who need the instructor most first; of equals, who has waited longest, then by seat. */
export function byNeed(rows: readonly BoardRow[], steps: number, now: number): readonly OrderedRow[] {
  const medians = mediansOf(rows, steps, now);
  return rows
    .map((row) => ({ row, need: needOf(row, medians, now) }))
    .toSorted(
      (a, b) =>
        RANKS.indexOf(a.need) - RANKS.indexOf(b.need) ||
        waitedOf(b.row, now) - waitedOf(a.row, now) ||
        a.row.seat - b.row.seat,
    );
}

/** A cause, and the seats that it keeps at a step. */
export interface CountedCause {
  readonly id: string;
  readonly title: string;
  readonly seats: readonly number[];
}

/** Who is at a step, and why. */
export interface Bottleneck {
  readonly step: number;
  readonly seats: readonly number[];
  /** The most frequent first. */
  readonly causes: readonly CountedCause[];
}

/** For each step, those who are at it. */
export function bottlenecksOf(rows: readonly BoardRow[], steps: number): readonly Bottleneck[] {
  return Array.from({ length: steps }, (_, step) => {
    const here = rows.filter(({ reading }) => reading?.done === step);
    return { step, seats: here.map(({ seat }) => seat), causes: causesOf(here) };
  });
}

const causesOf = (rows: readonly BoardRow[]): readonly CountedCause[] =>
  countCauses(rows.flatMap(({ seat, reading }) => (reading?.cause ? [{ seat, cause: reading.cause }] : [])));

/** The causes and their seats, the most frequent first. */
export function countCauses(
  met: readonly { readonly seat: number; readonly cause: Pick<SeatCause, 'id' | 'title'> }[],
): readonly CountedCause[] {
  const causes = new Map<string, CountedCause>();
  for (const { seat, cause } of met) {
    const { id, title } = cause;
    causes.set(id, { id, title, seats: [...(causes.get(id)?.seats ?? []), seat] });
  }
  return [...causes.values()].toSorted((a, b) => b.seats.length - a.seats.length || a.id.localeCompare(b.id));
}

/** `14 at step 7, Key policy with MFA. 9 of them: The condition key does not exist.` */
export function bottleneckText({ step, seats, causes }: Bottleneck, steps: readonly BoardStep[]): string {
  const told = causes.map(({ title, seats: its }) => `${its.length} of them: ${title}.`);
  return [`${seats.length} at step ${step + 1}, ${steps[step]?.title ?? ''}.`, ...told].join(' ');
}

/** Why no account of the room can be read: the same error in all of them. */
export function troubleOf(rows: readonly BoardRow[]): BoardRow['error'] {
  const [first, ...others] = rows;
  const code = first?.error?.code;
  return others.length > 0 && others.every(({ error }) => error?.code === code) ? first?.error : undefined;
}
