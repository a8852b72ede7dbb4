import { join } from 'node:path';
import * as v from 'valibot';
import type { ErrorNote, Standing, Summary } from '../contract/event.ts';
import { SUGGESTION } from '../contract/suggestion-shape.ts';
import { parseLine } from '../disk/lines.ts';
import { readState, stateNames, writeState } from '../engine/state-file.ts';
import { LEFT_BEHIND } from './left-behind.ts';

const text = v.string();
const count = v.number();

/** How one account fared: what the report of a room needs. */
const SEAT_RECORD = v.object({
  version: v.literal(1),
  account: text,
  /** ISO 8601 */
  at: text,
  attempt: count,
  exitCode: count,
  steps: v.array(v.object({ id: text, status: text })),
  /** Checks that did not pass, and what they saw. */
  failed: v.array(v.object({ id: text, observed: text })),
  /** Where the account stands, if the command looked: `baseline`, `after-strip-decrypt`, or no place of the page. */
  standing: v.optional(
    v.object({ at: v.optional(text), next: v.optional(text), drift: count, missing: count }),
  ),
  error: v.optional(
    v.object({
      code: text,
      message: text,
      cause: v.optional(text),
      hint: v.optional(text),
      next: v.optional(v.array(SUGGESTION)),
    }),
  ),
  calls: count,
  writes: count,
  durationMs: count,
  /** What a reset cannot erase. */
  left: LEFT_BEHIND,
});

export type SeatRecord = v.InferOutput<typeof SEAT_RECORD>;

interface Observed {
  readonly attempt: number;
  readonly at: Date;
  readonly standing?: Standing | undefined;
  readonly left: SeatRecord['left'];
  readonly durationMs: number;
}

export const recordOf = (
  account: string,
  { steps, checks, error, calls, writes, exitCode }: Summary,
  { attempt, at, standing, left, durationMs }: Observed,
): SeatRecord => ({
  version: 1,
  account,
  at: at.toISOString(),
  attempt,
  exitCode,
  steps: steps.map(({ id, status }) => ({ id, status })),
  failed: [...steps.flatMap((step) => step.checks), ...checks]
    .filter(({ status }) => status === 'failed')
    .map(({ id, observed }) => ({ id, observed })),
  ...(standing ? { standing: standingIn(standing) } : {}),
  ...(error ? { error: errorIn(error) } : {}),
  ...{ calls, writes, durationMs, left },
});

const standingIn = ({ at, next, drift, missing = [] }: Standing): SeatRecord['standing'] => ({
  ...(at === undefined ? {} : { at }),
  ...(next === undefined ? {} : { next }),
  drift: drift.length,
  missing: missing.length,
});

const errorIn = ({ code, message, cause, hint, next }: ErrorNote): SeatRecord['error'] => ({
  ...{ code, message },
  ...(cause === undefined ? {} : { cause }),
  ...(hint === undefined ? {} : { hint }),
  ...(next === undefined ? {} : { next: [...next] }),
});

const folderOf = (fleet: string): string => join(fleet, 'accounts');

export const saveSeatRecord = (fleet: string, record: SeatRecord): Promise<void> =>
  writeState(join(folderOf(fleet), `${record.account}.json`), record);

/** From a store that machines share; `undefined` for what is no record. */
export function seatRecordIn(text: string): SeatRecord | undefined {
  const read = v.safeParse(SEAT_RECORD, parseLine(text));
  return read.success ? read.output : undefined;
}

/** By account. `fleet`: the fleet's folder. Throws `ERR_STATE_DAMAGED`. */
export async function readSeatRecords(fleet: string): Promise<ReadonlyMap<string, SeatRecord>> {
  const records = new Map<string, SeatRecord>();
  for (const name of await stateNames(folderOf(fleet))) {
    const record = await readState(join(folderOf(fleet), `${name}.json`), SEAT_RECORD);
    if (record) records.set(record.account, record);
  }
  return records;
}
