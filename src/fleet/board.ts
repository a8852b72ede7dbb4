import { durationText } from '../report/report-words.ts';
import { seatRanges } from '../report/seat-ranges.ts';
import { visibleWord } from '../report/visible.ts';
import { type Fleet, tally } from './fleet-state.ts';
import { failuresIn, tallyText } from './fleet-words.ts';
import type { SeatNames } from './seat-names.ts';

/** What the board of a room shows. Times in milliseconds, of one clock. */
export interface BoardView {
  readonly fleet: Fleet;
  /** `goto strip-decrypt` */
  readonly does: string;
  readonly names: SeatNames;
  readonly now: number;
  /** When the first unit began; absent while the fleet plans. */
  readonly begunAt?: number | undefined;
  /** When each account that runs began. */
  readonly running: ReadonlyMap<string, number>;
}

interface Room {
  readonly columns: number;
  readonly rows: number;
}

const SLOWEST = 5;
const STAGES: { readonly [Stage in Fleet['stage']]: string } = {
  planning: 'planning',
  asking: 'planned',
  canary: 'first accounts',
  waves: 'all accounts',
  stopping: 'stopping: what runs is finished',
  ended: 'ended',
};

/** The board, in no more lines and columns than there are, however many accounts. */
export function boardLines(view: BoardView, { columns, rows }: Room): readonly string[] {
  const { fleet, does, names } = view;
  const { id, accounts, stage } = fleet;
  const head = [
    `fleet ${id}: ${does}, ${accounts.length} accounts, ${STAGES[stage]}`,
    barLine(view, columns),
    tallyText(fleet),
  ];
  const slow = slowest(view);
  const failed = failuresIn(fleet, names).map(
    ({ cause, detail, seats }) =>
      `  ${seats.length} × ${cause} (${seats.length === 1 ? 'seat' : 'seats'} ${seatRanges(seats)}): ${detail}`,
  );
  const body = [
    ...(slow.length > 0 ? ['', 'slowest', ...slow] : []),
    ...(failed.length > 0 ? ['', 'failed', ...shortened(failed, rows - head.length - slow.length - 6)] : []),
  ];
  return [...head, ...body].slice(0, rows - 1).map((line) => fitted(line, columns));
}

function shortened(lines: readonly string[], most: number): readonly string[] {
  const room = Math.max(1, most);
  return lines.length <= room
    ? lines
    : [...lines.slice(0, room - 1), `  … and ${lines.length - room + 1} other causes`];
}

/** A name from a roster must neither break nor rearrange a line. */
const fitted = (line: string, columns: number): string => {
  const text = visibleWord(line);
  return text.length > columns ? `${text.slice(0, columns - 1)}…` : text;
};

function barLine({ fleet, now, begunAt }: BoardView, columns: number): string {
  const { unplanned, same, done, busy, quarantined } = tally(fleet);
  const all = fleet.accounts.length;
  const over = fleet.stage === 'planning' ? all - unplanned : same + done + busy + quarantined;
  const width = Math.max(10, Math.min(40, columns - 50));
  const full = all === 0 ? width : Math.floor((over / all) * width);
  const bar = `${'#'.repeat(full)}${'.'.repeat(width - full)}`;
  return [`[${bar}] ${over} of ${all}`, ...paceOf(done + fleet.counts.failed, all - over, begunAt, now)].join(
    ', ',
  );
}

/** Accounts a minute, and the time left at that pace, once there is a pace. */
function paceOf(ended: number, left: number, begunAt: number | undefined, now: number): readonly string[] {
  const minutes = begunAt === undefined ? 0 : (now - begunAt) / 60_000;
  if (ended === 0 || minutes <= 0) return [];
  const rate = ended / minutes;
  const shown = rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10;
  return [`${shown} a minute`, ...(left > 0 ? [`${durationText((left / rate) * 60_000)} left`] : [])];
}

function slowest({ running, names, now }: BoardView): readonly string[] {
  return [...running]
    .toSorted(([, a], [, b]) => a - b)
    .slice(0, SLOWEST)
    .map(([account, since]) => `  ${durationText(now - since).padStart(7)}  ${names.labelOf(account)}`);
}
