import { csvText } from '../../report/csv.ts';
import { LEFT_BEHIND_WORDS } from '../left-behind.ts';
import { ROW_STATES, type RoomReport } from './room-report.ts';

/** One line for each account. */
export function roomCsv({ steps, rows }: RoomReport): string {
  const head = [
    ...['seat', 'account', 'name', 'state'],
    ...steps.map(({ id }) => id),
    ...['trouble', 'attempts', 'seconds', 'calls', 'writes'],
    ...Object.values(LEFT_BEHIND_WORDS),
  ];
  const body = rows.map((row) => [
    ...[row.seat, row.account ?? '', row.name ?? '', ROW_STATES[row.state]],
    ...row.steps,
    ...[row.trouble ?? '', row.attempts, Math.round(row.durationMs / 1000), row.calls, row.writes],
    ...[row.left.cloudTrailEvents, row.left.objectVersions, row.left.commandOutputs],
  ]);
  return csvText([head, ...body]);
}
