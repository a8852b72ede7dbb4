import type { SeatMoment, SeatReading } from './board-shapes.ts';

/** Of one seat. Someone who goes back and forth for a whole day makes fewer. */
const MOST = 200;

/** What a reading adds to what was seen of a seat: a step more or less, or a mistake that is new at this step. */
export function momentsAfter(
  moments: readonly SeatMoment[],
  { done, cause }: Pick<SeatReading, 'done' | 'cause'>,
  at: string,
): readonly SeatMoment[] {
  const moved: readonly SeatMoment[] = moments.at(-1)?.done === done ? [] : [{ at, done }];
  const isNew = cause && !moments.some((one) => one.done === done && one.cause?.id === cause.id);
  const met = isNew ? [{ at, done, cause: { id: cause.id, title: cause.title } }] : [];
  return moved.length + met.length === 0 ? moments : [...moments, ...moved, ...met].slice(-MOST);
}

/** The most steps that were in place at once; `undefined` if the account was never read. */
export const mostOf = (moments: readonly SeatMoment[]): number | undefined =>
  moments.length === 0 ? undefined : Math.max(...moments.map(({ done }) => done));

export interface MetCause extends NonNullable<SeatMoment['cause']> {
  /** Counted from 0. */
  readonly step: number;
}

export const causesMet = (moments: readonly SeatMoment[]): readonly MetCause[] =>
  moments.flatMap(({ done, cause }) => (cause ? [{ step: done, ...cause }] : []));
