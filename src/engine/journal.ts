import { basename, join } from 'node:path';
import { LabError } from '../contract/errors.ts';
import { EVENTS, type TargetName } from '../contract/event.ts';
import type { Damage, Journal, JournalLine, RunName } from '../contract/journal.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import { appendLine, type FileLine, namesIn, readLines, versionOf } from '../disk/lines.ts';
import { JOURNAL_VERSION, readJournalLine } from './journal-line.ts';
import { nearest } from './nearest.ts';
import { uniqueName, unwritable } from './state-file.ts';
import type { Store } from './store.ts';

/** The journal of one command: a file of JSON lines, created with its first line. */
export interface OwnJournal {
  /** The line is on the disk when it returns. */
  append: Store['journal'];
  /** `undefined` before the first line. */
  path(): string | undefined;
}

export function journalIn(folder: string, command: string): OwnJournal {
  let path: string | undefined;
  return {
    append(event, at) {
      path ??= join(folder, `${uniqueName(at)}-${command}.ndjson`);
      const synced = EVENTS[event.type].kept === 'synced';
      try {
        appendLine(path, { at: at.toISOString(), event }, { version: JOURNAL_VERSION, synced });
      } catch (error) {
        throw unwritable(path, error);
      }
    },
    path: () => path,
  };
}

const TARGETS = ['sandbox', 'aws'] as const satisfies readonly TargetName[];

/** `2026-11-24T15-04-05-678Z-1a2b3c4d-run.ndjson` */
const FILE = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3}Z)-([0-9a-f]{8})-(.+)\.ndjson$/;

/** Which accounts to look at; all of them if nothing is named. */
export interface Where {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/** Every command that a state directory has a journal of, latest first. */
export async function listRuns(
  directory: string,
  { account, region }: Where = {},
): Promise<readonly RunName[]> {
  const runs: RunName[] = [];
  for (const target of TARGETS) {
    for (const accountId of await foldersIn(join(directory, target), account)) {
      for (const name of await foldersIn(join(directory, target, accountId), region)) {
        const folder = join(directory, target, accountId, name, 'journal');
        for (const file of await filesIn(folder)) {
          const run = runOf(join(folder, file));
          if (run) runs.push({ ...run, target, accountId, region: name });
        }
      }
    }
  }
  return runs.sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/** A hint does nothing to the account: a report of it would be empty, and it takes no number of the list. */
const isRun = ({ command }: RunName): boolean => command !== 'hint';

/** The runs that a report is made of, numbered in this order from 1: latest first. */
export const listReportedRuns = async (...of: Parameters<typeof listRuns>): Promise<readonly RunName[]> =>
  (await listRuns(...of)).filter(isRun);

/** What the name of a journal says; `undefined` for a file that is not a journal. */
export function runOf(path: string): Pick<RunName, 'id' | 'command' | 'startedAt' | 'path'> | undefined {
  const [, day, hour, minute, second, millis, id, command] = FILE.exec(basename(path)) ?? [];
  if (!id || !command) return undefined;
  return { id, command, startedAt: `${day}T${hour}:${minute}:${second}.${millis}`, path };
}

const LIST: Suggestion = { run: ['report', '--list'], why: 'shows all runs' };

/** A place in the list of runs; an id has eight digits. */
const NUMBER = /^\d{1,7}$/;

/**
 * The run of that id, or of that number in the list, where 1 is the latest; without either, the latest. Throws
 * `ERR_UNKNOWN_NAME`, listing the runs.
 */
export async function findRun(directory: string, where: Where, named = '1'): Promise<RunName> {
  const runs = await listReportedRuns(directory, where);
  const found = NUMBER.test(named)
    ? runs[Number(named) - 1]
    : (await listRuns(directory, where)).find(({ id }) => id === named);
  if (found) return found;
  if (runs.length === 0) throw nothingRun(directory, where, (await listReportedRuns(directory))[0]);
  const ids = runs.map(({ id }) => id);
  const close = NUMBER.test(named) ? undefined : nearest(named, ids);
  throw new LabError('ERR_UNKNOWN_NAME', `There is no run “${named}”.`, {
    hint: close
      ? `did you mean ${close}?`
      : `name a run by its id, or by its number from 1 (the latest) to ${runs.length}`,
    next: [LIST],
  });
}

/** `other`: the latest run of another account or region. */
function nothingRun(directory: string, { account, region }: Where, other: RunName | undefined): LabError {
  const of = `${account ? ` on account ${account}` : ''}${region ? ` in ${region}` : ''}`;
  const text = `Nothing has been run yet${of}: there is no journal of it in ${directory}.`;
  if (!other)
    return new LabError('ERR_UNKNOWN_NAME', text, { next: [{ run: ['run'] }, { run: ['report'] }] });
  const there = ['--account', other.accountId, '--region', other.region];
  return new LabError('ERR_UNKNOWN_NAME', text, {
    hint: `The latest run was on account ${other.accountId} in ${other.region}.`,
    next: [{ run: ['report', '--list', ...there], why: 'shows the runs there' }],
  });
}

/**
 * The readable lines of a journal. Names each line that is not readable. Throws if none is, or if the journal has a
 * newer format.
 */
export async function readJournal(run: RunName): Promise<Journal> {
  const written = await linesOf(run.path);
  const version = versionOf(written) ?? JOURNAL_VERSION;
  if (version > JOURNAL_VERSION) {
    throw new LabError(
      'ERR_STATE_NEWER',
      `${run.path} has format ${version}; this kms-lab reads up to ${JOURNAL_VERSION}.`,
      { hint: 'update kms-lab, or name another run', next: [LIST] },
    );
  }
  const lines: JournalLine[] = [];
  const damage: Damage[] = [];
  let isForeign = false;
  for (const { number, text, flaw } of written) {
    const read = readJournalLine(text);
    if ('why' in read) {
      damage.push({ line: number, why: flaw ?? read.why });
      continue;
    }
    if (read.event.type === 'run-started') {
      const { accountId } = read.event.facts;
      isForeign = accountId !== run.accountId;
      if (isForeign) damage.push({ line: number, why: `this command was run on account ${accountId}` });
    }
    if (!isForeign) lines.push({ ...read, at: read.at ?? lines.at(-1)?.at ?? run.startedAt });
  }
  if (lines.length === 0) throw unreadable(run.path, 'no line of it holds an event');
  return { run, lines, damage };
}

export const linesOf = (path: string): Promise<readonly FileLine[]> =>
  readLines(path).catch((cause) => {
    throw unreadable(path, (cause as Error).message, cause);
  });

const unreadable = (path: string, detail: string, cause?: unknown): LabError =>
  new LabError('ERR_STATE_DAMAGED', `${path} cannot be read: ${detail}`, {
    next: [LIST],
    cause,
  });

/** The folders in a folder, or only the one that is asked for. */
async function foldersIn(folder: string, only: string | undefined): Promise<readonly string[]> {
  const names = await filesIn(folder, 'folders');
  return only === undefined ? names : names.filter((name) => name === only);
}

export const filesIn = (folder: string, kind?: 'files' | 'folders'): Promise<readonly string[]> =>
  namesIn(folder, kind).catch((cause) => {
    throw unreadable(folder, (cause as Error).message, cause);
  });
