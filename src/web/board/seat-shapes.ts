import * as v from 'valibot';
import { LONGEST_LINE, LONGEST_MESSAGE, MOST_MESSAGES } from './seat-limits.ts';

/** What the walk of a participant and the board say to each other, by the link of the seat. */

const word = v.pipe(v.string(), v.nonEmpty(), v.maxLength(128));
/** The last message that the walk has shown. */
const heard = v.optional(word);

export const SEAT_SAYS = v.variant('do', [
  /**
   * Something was settled. The board does not believe it: it reads the account sooner, whose documents are the truth.
   * `hint`: the id of the mistake that the walk has named.
   */
  v.strictObject({
    do: v.literal('report'),
    settled: v.picklist(['passed', 'failed', 'stands']),
    step: v.optional(word),
    hint: v.optional(word),
    heard,
  }),
  /** Raises the hand, or changes the line beside it. */
  v.strictObject({ do: v.literal('raise'), line: v.pipe(v.string(), v.maxLength(LONGEST_LINE)), heard }),
  v.strictObject({ do: v.literal('lower'), heard }),
  /** Only asks what there is to read. */
  v.strictObject({ do: v.literal('listen'), heard }),
]);
export type SeatSays = v.InferOutput<typeof SEAT_SAYS>;

const about = { id: word, at: v.pipe(v.string(), v.isoTimestamp()) };
const SEAT_MESSAGE = v.variant('is', [
  v.object({ is: v.literal('said'), ...about, text: v.pipe(v.string(), v.maxLength(LONGEST_MESSAGE)) }),
  /** The instructor changed the account. */
  v.object({
    is: v.literal('did'),
    ...about,
    does: v.picklist(['solve', 'goto', 'reset']),
    step: v.optional(word),
  }),
]);
export type SeatMessage = v.InferOutput<typeof SEAT_MESSAGE>;

export const SEAT_ANSWER = v.object({
  /** Another one than before: the board was started anew, and knows of no hand. */
  board: word,
  /** The line beside the raised hand; absent if none is raised. */
  hand: v.optional(v.pipe(v.string(), v.maxLength(LONGEST_LINE))),
  messages: v.pipe(v.array(SEAT_MESSAGE), v.maxLength(MOST_MESSAGES), v.readonly()),
});
export type SeatAnswer = v.InferOutput<typeof SEAT_ANSWER>;
