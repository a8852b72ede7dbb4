import { csvText } from '../../report/csv.ts';
import type { RoomMoments, RoomView } from './board-shapes.ts';
import { type SeatStory, seatStories } from './class-record.ts';
import { elapsedOf } from './room-order.ts';

const seconds = (ms: number | null | undefined): number | string =>
  ms === null || ms === undefined ? '' : Math.round(ms / 1000);

/** Where each person is and was, for a spreadsheet: a row a seat, in the order of the roster. */
export function boardCsv(view: RoomView, moments: RoomMoments, now: number): string {
  const { steps, audience } = view;
  const withNames = audience === 'acting';
  const head = [
    'seat',
    ...(withNames ? ['account', 'name'] : []),
    ...['steps done', 'step', 'seconds at it', 'cause', 'read at', 'error'],
    ...['most steps done', 'mistakes', 'reset'],
    ...steps.map(({ id }) => `seconds on ${id}`),
  ];
  const lineOf = ({ row, most, met, reset = '' }: SeatStory): readonly (string | number)[] => {
    const { seat, account = '', name = '', reading, asOf = '', error, spent } = row;
    return [
      seat,
      ...(withNames ? [account, name] : []),
      ...[reading?.done ?? '', (reading && steps[reading.done]?.id) ?? '', seconds(elapsedOf(row, now))],
      ...[reading?.cause?.id ?? '', asOf, error?.code ?? ''],
      ...[most ?? '', met.map(({ id }) => id).join(' '), reset],
      ...spent.map(seconds),
    ];
  };
  return csvText([head, ...seatStories(view, moments).map(lineOf)]);
}
