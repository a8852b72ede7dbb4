import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { LabError } from '../contract/errors.ts';
import type { MadeParts } from '../contract/workshop.ts';
import { appendLine, parseLine, readLines, versionOf } from '../disk/lines.ts';
import { unwritable } from './state-file.ts';

const FILE = 'workshop.ndjson';
const VERSION = 1;

export const WORKSHOP_LINE = v.variant('did', [
  v.looseObject({ did: v.literal('begin'), part: v.string(), token: v.string() }),
  v.looseObject({ did: v.literal('fail'), part: v.string(), token: v.string() }),
  v.looseObject({ did: v.literal('make'), part: v.string(), id: v.string() }),
  v.looseObject({ did: v.literal('remove'), part: v.string(), id: v.string() }),
]);

type WorkshopLine = v.InferOutput<typeof WORKSHOP_LINE>;

/** Where the lines of the record are kept. */
export interface WorkshopLog {
  /** Throws `ERR_STATE_DAMAGED`, `ERR_STATE_NEWER`. */
  lines(): Promise<readonly WorkshopLine[]>;
  /** Kept when it resolves. */
  append(line: WorkshopLine, at: Date): Promise<void>;
  /** Checkpoints of resources that are gone match no others. */
  forgetCheckpoints(): Promise<void>;
}

/** What the lab created in an account, and what it was about to create when the record ends. */
export interface WorkshopRecord extends MadeParts {
  /** Nothing was ever recorded here. */
  readonly isBlank: boolean;
  /** The token of an attempt whose outcome is not known. */
  begun(part: string): string | undefined;
  /** Like every record, kept when it resolves: to the attempt's token. */
  begin(part: string): Promise<string>;
  /** The attempt created nothing. */
  failed(part: string, token: string): Promise<void>;
  made(part: string, id: string): Promise<void>;
  removed(part: string, id: string): Promise<void>;
  forgetCheckpoints: WorkshopLog['forgetCheckpoints'];
}

/** Throws `ERR_STATE_DAMAGED`, `ERR_STATE_NEWER`. */
export async function openWorkshopRecord(log: WorkshopLog, now: () => Date): Promise<WorkshopRecord> {
  const begun = new Map<string, string>();
  const made = new Map<string, string>();
  const take = (line: WorkshopLine): void => {
    begun.delete(line.part);
    if (line.did === 'begin') begun.set(line.part, line.token);
    if (line.did === 'make') made.set(line.part, line.id);
    if (line.did === 'remove') made.delete(line.part);
  };
  const lines = await log.lines();
  for (const line of lines) take(line);
  let isBlank = lines.length === 0;
  const write = async (line: WorkshopLine): Promise<void> => {
    await log.append(line, now());
    isBlank = false;
    take(line);
  };
  return {
    get isBlank() {
      return isBlank;
    },
    idOf: (part) => made.get(part),
    begun: (part) => begun.get(part),
    async begin(part) {
      const token = begun.get(part) ?? randomUUID();
      await write({ did: 'begin', part, token });
      return token;
    },
    failed: (part, token) => write({ did: 'fail', part, token }),
    made: (part, id) => write({ did: 'make', part, id }),
    removed: (part, id) => write({ did: 'remove', part, id }),
    forgetCheckpoints: log.forgetCheckpoints,
  };
}

/**
 * The lines that still say something: of each part, the attempt whose outcome is not known and what it is now; and the
 * last one, since a record that is not blank must not look blank.
 */
export function stillSaid(lines: readonly WorkshopLine[]): readonly WorkshopLine[] {
  return lines.filter(({ part, did }, at) => {
    const later = lines.slice(at + 1).filter((line) => line.part === part);
    if (at === lines.length - 1) return true;
    if (did === 'begin') return later.length === 0;
    return did === 'make' && !later.some((line) => line.did === 'make' || line.did === 'remove');
  });
}

/** `folder`: the account's folder in the state directory. */
export function workshopFileIn(folder: string): WorkshopLog {
  const path = join(folder, FILE);
  return {
    lines: () => recordedIn(path),
    append: async (line, at) => appendTo(path, { at: at.toISOString(), ...line }),
    async forgetCheckpoints() {
      await rm(join(folder, 'checkpoints'), { recursive: true, force: true });
      await rm(join(folder, 'memory.json'), { force: true });
    },
  };
}

/** A process that died while writing leaves an incomplete line, which is ignored. */
async function recordedIn(path: string): Promise<readonly WorkshopLine[]> {
  const written = await readLines(path).catch((cause) => {
    throw damaged(path, (cause as Error).message, cause);
  });
  const version = versionOf(written) ?? VERSION;
  if (version > VERSION) {
    throw new LabError(
      'ERR_STATE_NEWER',
      `${path} has format ${version}; this kms-lab reads up to ${VERSION}.`,
      { hint: 'update kms-lab, or use another --state-dir' },
    );
  }
  return written.flatMap(({ number, text }) => {
    const content = parseLine(text);
    if (content === undefined) return [];
    const read = v.safeParse(WORKSHOP_LINE, content);
    if (read.success) return read.output;
    throw damaged(path, `kms-lab did not write line ${number}`);
  });
}

const damaged = (path: string, detail: string, cause?: unknown): LabError =>
  new LabError('ERR_STATE_DAMAGED', `${path} cannot be read: ${detail}`, {
    hint: 'move the file away',
    next: [{ run: ['teardown'], why: 'without it, relies on the tags alone' }],
    ...(cause === undefined ? {} : { cause }),
  });

function appendTo(path: string, line: object): void {
  try {
    appendLine(path, line, { version: VERSION, synced: true });
  } catch (error) {
    throw unwritable(path, error);
  }
}
