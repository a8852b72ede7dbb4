import { csvText } from '../../report/csv.ts';
import type { BoardRow, RoomView } from './board-shapes.ts';
import { elapsedOf } from './room-order.ts';

const seconds = (ms: number | null | undefined): number | string =>
  ms === null || ms === undefined ? '' : Math.round(ms / 1000);

/** Where each person is, for a spreadsheet: a row a seat, in the order of the roster. */
export function boardCsv({ steps, rows, audience }: RoomView, now: number): string {
  const withNames = audience === 'acting';
  const head = [
    'seat',
    ...(withNames ? ['account', 'name'] : []),
    ...['steps done', 'step', 'seconds at it', 'cause', 'read at', 'error'],
    ...steps.map(({ id }) => `seconds on ${id}`),
  ];
  const lineOf = (row: BoardRow): readonly (string | number)[] => {
    const { seat, account = '', name = '', reading, asOf = '', error, spent } = row;
    return [
      seat,
      ...(withNames ? [account, name] : []),
      ...[reading?.done ?? '', (reading && steps[reading.done]?.id) ?? '', seconds(elapsedOf(row, now))],
      ...[reading?.cause?.id ?? '', asOf, error?.code ?? ''],
      ...spent.map(seconds),
    ];
  };
  return csvText([head, ...rows.map(lineOf)]);
}
