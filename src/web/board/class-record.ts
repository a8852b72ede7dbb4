import type { BoardRow, RoomMoments, RoomView } from './board-shapes.ts';
import { type CountedCause, countCauses, median } from './room-order.ts';
import { causesMet, type MetCause, mostOf } from './seat-moments.ts';

/** What a class did, seat by seat: also after its accounts were reset. */
export interface SeatStory {
  readonly row: BoardRow;
  /** The most steps that were in place at once; absent if the account was never read. */
  readonly most?: number | undefined;
  readonly met: readonly MetCause[];
  /** How the reset of the account ended, if the room's last work was one. */
  readonly reset?: string | undefined;
}

export function seatStories({ rows, work }: RoomView, moments: RoomMoments): readonly SeatStory[] {
  const resets = new Map(
    work?.does === 'reset' ? work.outcomes.map(({ seat, state }) => [seat, state] as const) : [],
  );
  return rows.map((row, index) => {
    const seen = moments[index] ?? [];
    return { row, most: mostOf(seen), met: causesMet(seen), reset: resets.get(row.seat) };
  });
}

/** What a step took the class. */
export interface StepStory {
  /** How many had it in place. */
  readonly passed: number;
  /** Milliseconds, of those whom the board saw begin and end it. */
  readonly median?: number | undefined;
  readonly longest?: number | undefined;
  /** The mistakes that were met there, the most frequent first. */
  readonly causes: readonly CountedCause[];
}

export const stepStories = (stories: readonly SeatStory[], steps: number): readonly StepStory[] =>
  Array.from({ length: steps }, (_, step) => {
    const took = stories.flatMap(({ row }) => row.spent[step] ?? []);
    return {
      passed: stories.filter(({ most = 0 }) => most > step).length,
      median: median(took),
      longest: took.length === 0 ? undefined : Math.max(...took),
      causes: countCauses(
        stories.flatMap(({ row: { seat }, met }) =>
          met.filter((one) => one.step === step).map((cause) => ({ seat, cause })),
        ),
      ),
    };
  });
