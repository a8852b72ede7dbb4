import { parse } from 'csv-parse/sync';
import * as v from 'valibot';
import { LabError } from '../../contract/errors.ts';
import { MIB, readRegularFile } from '../../disk/read-file.ts';
import { ACCOUNT_ID, MOST_SEATS, type Seat } from '../../fleet/seat.ts';
import { csvText } from '../../report/csv.ts';
import { seatPath } from '../../web/board/seat-door.ts';
import { newToken } from '../../web/server/guard.ts';
import { writeOutput } from '../output-file.ts';

/** The links by which the seats of a room report. */
export interface SeatLinks {
  /** By seat. */
  readonly tokens: readonly string[];
  /** Writes the file, which only this user may read. `origin`: where the board is reached. Throws `ERR_OUTPUT`. */
  save(origin: string): Promise<void>;
}

/** Bytes: 5,000 seats with long names take half of it. */
const LARGEST = 2 * MIB;
const HEAD = ['seat', 'account', 'name', 'link'];

const KEPT_LINKS = v.pipe(
  v.array(
    v.object({
      account: v.pipe(v.string(), v.regex(ACCOUNT_ID)),
      link: v.pipe(v.string(), v.maxLength(500), v.regex(/^https?:\/\/[^/]+\/seat\/[\w-]{43}$/)),
    }),
  ),
  v.maxLength(MOST_SEATS),
  v.check((rows) => new Set(rows.map(({ link }) => tokenIn(link))).size === rows.length),
);

const tokenIn = (link: string): string => link.slice(link.lastIndexOf('/') + 1);

/**
 * The links of an earlier board stay good for the accounts that it had, so that walks go on after a restart; the other
 * seats get new ones. Throws `ERR_CONFIG` for a file that is something else, which is not replaced.
 */
export async function openSeatLinks(
  path: string,
  seats: readonly Seat[],
  withNames: boolean,
): Promise<SeatLinks> {
  const kept = await keptTokens(path);
  const tokens = seats.map(({ account }) => kept.get(account) ?? newToken());
  const lines = (origin: string) =>
    seats.map(({ account, name = '' }, index) => [
      index + 1,
      account,
      withNames ? name : '',
      `${origin}${seatPath(tokens[index]!)}`,
    ]);
  return {
    tokens,
    save: (origin) =>
      writeOutput(path, csvText([HEAD, ...lines(origin)])).catch((cause: Error) => {
        throw new LabError('ERR_OUTPUT', cause.message, { ...ANOTHER_FILE, cause });
      }),
  };
}

const ANOTHER_FILE = { hint: 'name another file with --seat-links' };

/** By account. */
async function keptTokens(path: string): Promise<ReadonlyMap<string, string>> {
  const content = await readRegularFile(path, LARGEST).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unfit(path, error);
  });
  if (!content) return new Map();
  const kept = v.safeParse(KEPT_LINKS, rowsIn(content));
  if (!kept.success) throw unfit(path);
  return new Map(kept.output.map(({ account, link }) => [account, tokenIn(link)]));
}

function rowsIn(content: Buffer): unknown {
  try {
    return parse(content, { columns: headOf, bom: true, max_record_size: 4096 });
  } catch {
    return undefined;
  }
}

/** A file of which only the first line is read is not ours if that line has other columns. */
function headOf(columns: readonly string[]): string[] {
  if (!columns.includes('account') || !columns.includes('link')) throw new Error('Other columns.');
  return [...columns];
}

/** Says nothing of the content: it may be a secret. */
const unfit = (path: string, cause?: Error): LabError =>
  new LabError(
    'ERR_CONFIG',
    `${path} ${cause ? `cannot be read: ${cause.message}` : 'does not have the links of a board’s seats, so it is not replaced'}.`,
    { ...ANOTHER_FILE, ...(cause ? { cause } : {}) },
  );
