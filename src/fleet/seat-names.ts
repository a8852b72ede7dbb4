import { visibleWord } from '../report/visible.ts';
import type { Seat } from './seat.ts';

/** How a person tells one account of a room from another. */
export interface SeatNames {
  /** Its place on the roster, counted from 1. */
  seatOf(account: string): number;
  /** `seat 12`; with names, `seat 12 222200000012 Ann`. */
  labelOf(account: string): string;
  /** Absent where names are off. */
  detailsOf(account: string): { readonly account?: string; readonly name?: string };
  /** Text without account ids, where names are off. */
  withoutNames(text: string): string;
}

/** `names`: off in a room that others see. */
export function seatNames(seats: readonly Seat[], names: boolean): SeatNames {
  const places = new Map(seats.map(({ account }, index) => [account, index]));
  const seatOf = (account: string): number => (places.get(account) ?? -1) + 1;
  const detailsOf = (account: string) => {
    const name = seats[places.get(account) ?? -1]?.name;
    return names ? { account, ...(name === undefined ? {} : { name: visibleWord(name) }) } : {};
  };
  return {
    seatOf,
    labelOf: (account) => [`seat ${seatOf(account)}`, ...Object.values(detailsOf(account))].join(' '),
    detailsOf,
    withoutNames: (text) =>
      names
        ? text
        : text.replace(/(account )?\b(\d{12})\b/g, (_, __, id) =>
            places.has(id) ? `seat ${seatOf(id)}` : 'another account',
          ),
  };
}
