import * as v from 'valibot';
import { LabError } from '../../contract/errors.ts';
import { asLabError } from '../../engine/recorder.ts';
import { readState, writeState } from '../../engine/state-file.ts';
import type { BoardParts } from '../../web/board/board-parts.ts';
import type { BoardRow, SeatMoment } from '../../web/board/board-shapes.ts';
import type { SeenSeat } from '../../web/board/seat-track.ts';

const time = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const MOMENT = v.object({
  at: time,
  done: count,
  cause: v.optional(v.object({ id: v.string(), title: v.string() })),
});
const SEEN = v.object({
  asOf: time,
  done: count,
  since: v.optional(time),
  spent: v.pipe(v.array(v.nullable(v.number())), v.readonly()),
  /** Absent in a file of an older version. */
  moments: v.optional(v.pipe(v.array(MOMENT), v.readonly())),
});

/** When each account was where: by its id, because a roster may change its order. Has no names. */
const KEPT_ROOM = v.object({ version: v.literal(1), accounts: v.record(v.string(), SEEN) });

const ANOTHER_FILE = { hint: 'name another file with --keep' };

/**
 * What a board saw, in a file that the next board of the room goes on with. Writes the file at once, so that one that
 * cannot be written is told before the room begins; `troubled` hears of it if that fails later. Throws
 * `ERR_STATE_DAMAGED`, `ERR_STATE_NEWER`, `ERR_STATE_UNWRITABLE`.
 */
export async function openKeptRoom(
  path: string,
  accounts: readonly string[],
  troubled: (text: string) => void,
): Promise<Required<Pick<BoardParts, 'seen' | 'keep'>>> {
  const remedies = { damaged: ANOTHER_FILE, newer: ANOTHER_FILE };
  const before = (await readState(path, KEPT_ROOM, remedies))?.accounts ?? {};
  const save = (now: Readonly<Record<string, v.InferOutput<typeof SEEN>>>): Promise<void> =>
    // Accounts that are no longer on the roster may come back.
    writeState(path, { version: 1, accounts: { ...before, ...now } });
  await save({}).catch((cause) => {
    const { code, message } = asLabError(cause);
    throw new LabError(code, message, { ...ANOTHER_FILE, cause });
  });
  const seen = accounts.flatMap((account, index) => {
    const one = Object.hasOwn(before, account) ? before[account] : undefined;
    return one ? [[index + 1, one satisfies SeenSeat] as const] : [];
  });
  return {
    seen: new Map(seen),
    keep: (rows, moments) =>
      save(Object.fromEntries(rows.flatMap((row, index) => entryOf(row, accounts, moments[index])))).catch(
        (thrown) => troubled(`The times of the room are not kept: ${asLabError(thrown).message}`),
      ),
  };
}

function entryOf(
  { seat, asOf, reading, since, spent }: BoardRow,
  accounts: readonly string[],
  moments: readonly SeatMoment[] = [],
) {
  if (asOf === undefined || !reading) return [];
  const seen = { asOf, done: reading.done, spent, moments, ...(since === undefined ? {} : { since }) };
  return [[accounts[seat - 1]!, seen] as const];
}
