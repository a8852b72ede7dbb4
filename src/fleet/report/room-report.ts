import { replayFleet } from '../drive.ts';
import { accountProgress, type Fleet, type Progress } from '../fleet-state.ts';
import type { FleetEntry } from '../journal.ts';
import { LEFT_BEHIND_WORDS, type LeftBehind } from '../left-behind.ts';
import type { Seat } from '../seat.ts';
import { seatNames } from '../seat-names.ts';
import type { SeatRecord } from '../seat-record.ts';

/** A step in the row of an account. `unknown`: the command did not look. */
export type StepCell = 'done' | 'open' | 'failed' | 'unknown';

/** How one account fared. */
export interface RoomRow {
  readonly seat: number;
  /** Absent where names are off. */
  readonly account?: string;
  readonly name?: string;
  readonly state: Progress['is'];
  /** One for each step of the page. */
  readonly steps: readonly StepCell[];
  /** `ERR_CREDENTIALS: The role …`; absent if it did not fail. */
  readonly trouble?: string;
  readonly attempts: number;
  readonly durationMs: number;
  readonly calls: number;
  readonly writes: number;
  /** What the fleet left that a reset cannot erase. */
  readonly left: LeftBehind;
}

/** All that a report of a room tells. */
export interface RoomReport {
  readonly fleet: string;
  /** `goto strip-decrypt` */
  readonly does: string;
  readonly target: string;
  /** ISO 8601 */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly stage: Fleet['stage'];
  readonly steps: readonly { readonly id: string; readonly title: string }[];
  readonly rows: readonly RoomRow[];
}

interface Sources {
  readonly entries: readonly FleetEntry[];
  readonly records: ReadonlyMap<string, SeatRecord>;
  readonly seats: readonly Seat[];
  readonly steps: RoomReport['steps'];
  readonly names: boolean;
}

const NOTHING: LeftBehind = { cloudTrailEvents: 0, objectVersions: 0, commandOutputs: 0 };

/** From the journal of a fleet, and what each account's command left. Throws `ERR_UNKNOWN_NAME` for an empty journal. */
export function roomReport({ entries, records, seats, steps, names: shown }: Sources): RoomReport {
  const fleet = replayFleet(entries);
  const names = seatNames(seats, shown);
  const { does = '', step, target = '' } = fleet.work as Readonly<Record<string, string | undefined>>;
  const startedAt = entries[0]?.at ?? '';
  const rows = fleet.accounts.map((account): RoomRow => {
    const now = accountProgress(fleet, account);
    const record = records.get(account);
    const trouble = troubleOf(now, record);
    return {
      seat: names.seatOf(account),
      ...names.detailsOf(account),
      state: now?.is ?? 'unplanned',
      steps: cellsOf(record, now, steps, { does, step }),
      ...(trouble === undefined ? {} : { trouble: names.withoutNames(trouble) }),
      attempts: record?.attempt ?? 0,
      durationMs: record?.durationMs ?? 0,
      calls: record?.calls ?? 0,
      writes: record?.writes ?? 0,
      left: record?.left ?? NOTHING,
    };
  });
  return {
    fleet: fleet.id,
    does: [does, ...(step === undefined ? [] : [step])].join(' '),
    target,
    startedAt,
    durationMs: Date.parse(entries.at(-1)?.at ?? startedAt) - Date.parse(startedAt),
    stage: fleet.stage,
    steps,
    rows,
  };
}

function troubleOf(now: Progress | undefined, record: SeatRecord | undefined): string | undefined {
  if (now?.is === 'quarantined') return `${now.cause}: ${now.detail}`;
  if (now?.is === 'busy') return `ERR_LOCKED: ${now.detail}`;
  const { standing } = record ?? {};
  if (!standing || standing.drift + standing.missing === 0) return undefined;
  return `${standing.drift} changed, ${standing.missing} missing`;
}

/** By the outcome of each step, if the command went through them; otherwise by where it left the account. */
function cellsOf(
  record: SeatRecord | undefined,
  now: Progress | undefined,
  steps: RoomReport['steps'],
  { does, step }: { readonly does: string; readonly step: string | undefined },
): readonly StepCell[] {
  const byId = new Map(record?.steps.map(({ id, status }) => [id, status]));
  if (byId.size > 0) {
    return steps.map(({ id }) => {
      const status = byId.get(id);
      if (status === undefined) return 'open';
      return status === 'applied' || status === 'unchanged'
        ? 'done'
        : status === 'failed'
          ? 'failed'
          : 'open';
    });
  }
  const reached = reachedBy(record, now, steps, does, step);
  return steps.map((_, index) => (reached === undefined ? 'unknown' : index < reached ? 'done' : 'open'));
}

/** How many steps are in place. */
function reachedBy(
  record: SeatRecord | undefined,
  now: Progress | undefined,
  steps: RoomReport['steps'],
  does: string,
  step: string | undefined,
): number | undefined {
  const isDone = now?.is === 'done' || now?.is === 'same';
  if (isDone && does === 'reset') return 0;
  if (isDone && does === 'goto') return steps.findIndex(({ id }) => id === step);
  const at = record?.standing?.at;
  if (at === undefined) return undefined;
  if (at === 'baseline') return 0;
  const index = steps.findIndex(({ id }) => at === `after-${id}`);
  return index < 0 ? undefined : index + 1;
}

/** The totals of what stays in all accounts, in words: `1,204 CloudTrail events`. */
export const leftInAll = (rows: readonly RoomRow[]): readonly string[] =>
  (Object.keys(LEFT_BEHIND_WORDS) as (keyof LeftBehind)[]).map((name) => {
    const sum = rows.reduce((all, { left }) => all + left[name], 0);
    return `${sum.toLocaleString('en-US')} ${LEFT_BEHIND_WORDS[name]}`;
  });

/** A state as a reader of the report knows it. */
export const ROW_STATES: { readonly [Is in Progress['is']]: string } = {
  unplanned: 'not planned',
  same: 'nothing to change',
  waiting: 'not begun',
  resting: 'to be tried again',
  running: 'cut off',
  done: 'done',
  busy: 'held by another command',
  quarantined: 'failed',
};
