import { join } from 'node:path';
import * as v from 'valibot';
import { LabError } from '../contract/errors.ts';
import { appendLines, parseLine, readLines } from '../disk/lines.ts';
import { holderOf, takeLock } from '../engine/lock.ts';
import { unwritable } from '../engine/state-file.ts';
import { FLEET_EVENT, type FleetEvent } from './fleet-state.ts';

/** The format of the lines; each one says it. */
export const FLEET_JOURNAL_VERSION = 1;

/** A line. The number, from 1, shows that none is missing, and keeps two coordinators from writing the same one. */
const ENTRY = v.object({
  version: v.literal(FLEET_JOURNAL_VERSION),
  number: v.pipe(v.number(), v.integer()),
  at: v.pipe(v.string(), v.isoTimestamp()),
  event: FLEET_EVENT,
});
export type FleetEntry = v.InferOutput<typeof ENTRY>;

/** What happened in a fleet. Its replay is the fleet, so a coordinator saves each event before it acts on it. */
export interface FleetJournal {
  /** From the beginning. Throws `ERR_STATE_DAMAGED`, or `ERR_STATE_NEWER`. */
  read(): Promise<readonly FleetEntry[]>;
  /** In order. Throws `ERR_LOCKED` where another coordinator has gone on with the fleet. */
  append(events: readonly FleetEvent[], at: Date): Promise<void>;
  close(): Promise<void>;
}

const FILE = 'events.ndjson';

/** In a folder, for coordinators of one machine. Throws `ERR_LOCKED` while another one has it open. */
export async function openJournalFile(folder: string): Promise<FleetJournal> {
  const path = join(folder, FILE);
  const lock = await lockIn(folder);
  let last: number | undefined;
  return {
    async read() {
      const entries = await readJournalFile(folder);
      last = entries.length;
      return entries;
    },
    async append(events, at) {
      await lock.requireHeld();
      last ??= (await readJournalFile(folder)).length;
      try {
        appendLines(path, entriesOf(events, at, last), { version: FLEET_JOURNAL_VERSION, synced: true });
      } catch (error) {
        throw unwritable(path, error);
      }
      last += events.length;
    },
    close: () => lock.release(),
  };
}

/** What the journal in a folder says; nothing if the folder has no journal. Needs no lock. */
export async function readJournalFile(folder: string): Promise<readonly FleetEntry[]> {
  const path = join(folder, FILE);
  const lines = await readLines(path).catch((error: Error) => {
    throw damaged(path, error.message, error);
  });
  // A process that was killed leaves a part of a line, on which it has not acted.
  const whole = lines.filter(({ text }) => parseLine(text) !== undefined);
  return entriesIn(whole.map(({ text, number }) => ({ text, place: `line ${number} of ${path}` })));
}

export const entriesOf = (events: readonly FleetEvent[], at: Date, after: number): readonly FleetEntry[] =>
  events.map((event, index) => ({
    version: FLEET_JOURNAL_VERSION,
    number: after + index + 1,
    at: at.toISOString(),
    event,
  }));

/** `place` says in an error where the text stands. */
export function entriesIn(
  texts: readonly { readonly text: string; readonly place: string }[],
): readonly FleetEntry[] {
  return texts.map(({ text, place }, index) => {
    const content = parseLine(text);
    const { version } = (content ?? {}) as { readonly version?: unknown };
    if (typeof version === 'number' && version > FLEET_JOURNAL_VERSION) {
      throw new LabError(
        'ERR_STATE_NEWER',
        `The journal of the fleet, ${place}, has format ${version}; this kms-lab reads up to ${FLEET_JOURNAL_VERSION}.`,
        { hint: 'update kms-lab' },
      );
    }
    const read = v.safeParse(ENTRY, content);
    if (!read.success) {
      const [issue] = read.issues;
      throw damaged(place, `${v.getDotPath(issue) ?? 'the line'}: ${issue.message}`);
    }
    if (read.output.number !== index + 1) throw damaged(place, `event ${index + 1} is missing`);
    return read.output;
  });
}

async function lockIn(folder: string): ReturnType<typeof takeLock> {
  const path = join(folder, 'lock');
  try {
    return await takeLock(path, 'fleet');
  } catch (error) {
    if (!(error instanceof LabError && error.code === 'ERR_LOCKED')) throw error;
    const holder = (await holderOf(path)) ?? 'another coordinator';
    throw new LabError('ERR_LOCKED', `The fleet is coordinated by ${holder}.`, {
      hint: 'wait for it to end',
      cause: error.cause,
    });
  }
}

const damaged = (place: string, detail: string, cause?: unknown): LabError =>
  new LabError('ERR_STATE_DAMAGED', `The journal of the fleet, ${place}, cannot be read: ${detail}`, {
    hint: 'begin another fleet: it plans first, and does not change what is as wanted',
    ...(cause === undefined ? {} : { cause }),
  });
