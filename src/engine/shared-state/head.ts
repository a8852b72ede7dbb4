import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { LabError } from '../../contract/errors.ts';
import type { Objects, StoredText, Written } from '../../contract/objects.ts';
import { HOLDER, type Holder } from '../holder.ts';
import { MEMORY, NO_MEMORY } from '../memory.ts';
import { readStateText, stateText } from '../state-file.ts';
import { TOLD_RUN, type ToldRun, workLeft } from '../told-run.ts';
import { stillSaid, WORKSHOP_LINE } from '../workshop-record.ts';

/**
 * The one object of an account that changes: who holds it, and all that is remembered of it. One compare-and-swap
 * guards both, so an owner that lost the lease cannot write. Every other object is written once, and counts once the
 * head names it.
 */
export const HEAD = 'head.json';

const RECORD = v.object({
  memory: MEMORY,
  /** The object of each checkpoint. */
  checkpoints: v.record(v.string(), v.string()),
  /** What setup made. */
  workshop: v.pipe(v.array(WORKSHOP_LINE), v.readonly()),
  /** The commands that matter to the next one, latest first. */
  runs: v.pipe(v.array(TOLD_RUN), v.readonly()),
});

/** What is remembered of an account. */
export type AccountRecord = v.InferOutput<typeof RECORD>;

export const NO_RECORD: AccountRecord = { memory: NO_MEMORY, checkpoints: {}, workshop: [], runs: [] };

const HEAD_STATE = v.object({
  version: v.literal(1),
  /** One more for each owner. */
  fence: v.number(),
  /** One more for each write: no two bodies are equal. */
  turn: v.number(),
  holder: v.optional(HOLDER),
  record: RECORD,
});

export type Head = v.InferOutput<typeof HEAD_STATE>;

/** The head as it was found; without a tag if it was never written. */
export interface FoundHead extends Pick<StoredText, 'age'> {
  readonly head: Head;
  readonly tag?: string;
}

const FIRST: Head = { version: 1, fence: 0, turn: 0, record: NO_RECORD };

/** The object of a checkpoint: another content has another name. */
export const checkpointName = (id: string, body: string): string =>
  `checkpoints/${id}.${createHash('sha256').update(body).digest('hex').slice(0, 32)}.json`;

/** What to do about an object that cannot be read. */
export const OBJECT_REMEDIES = {
  damaged: { hint: 'restore its last good version in the bucket, or use another --state' },
  newer: { hint: 'update kms-lab, or use another --state' },
};

/** Throws `ERR_STATE_DAMAGED`, `ERR_STATE_NEWER`. */
export async function readHead(objects: Objects): Promise<FoundHead> {
  const found = (await objects.get(HEAD)) ?? (await foundLate(objects));
  if (!found) return { head: FIRST, age: 0 };
  const { content } = readStateText(found.body, `${objects.where}/${HEAD}`, HEAD_STATE, OBJECT_REMEDIES);
  return { head: content, tag: found.tag, age: found.age };
}

/** Without its head, what was kept of an account would look like nothing, and a new baseline would be taken. */
async function foundLate(objects: Objects): Promise<StoredText | undefined> {
  if ((await objects.list('checkpoints/')).length === 0) return undefined;
  const found = await objects.get(HEAD);
  if (found) return found;
  throw new LabError('ERR_STATE_DAMAGED', `${objects.where} has checkpoints, and no ${HEAD}.`, {
    hint: OBJECT_REMEDIES.damaged.hint,
  });
}

export const writeHead = (objects: Objects, head: Head, tag: string | undefined): Promise<Written> =>
  tag === undefined ? objects.create(HEAD, stateText(head)) : objects.replace(HEAD, stateText(head), tag);

/** The next head: of the same owner, or of another one. */
export function nextHead(
  { fence, turn, holder, record }: Head,
  next: Partial<Pick<Head, 'record'>> & Owner,
): Head {
  const isSame = next.holder?.token !== undefined && next.holder.token === holder?.token;
  return {
    version: 1,
    fence: isSame ? fence : fence + 1,
    turn: turn + 1,
    ...(next.holder ? { holder: next.holder } : {}),
    record: next.record ?? record,
  };
}

interface Owner {
  readonly holder: Holder | undefined;
}

/** Far more than are ever unfinished at the same time. */
const MOST_RUNS = 20;

/** A run before those that a later command still has to know. */
export function withRun(record: AccountRecord, run: ToldRun | undefined): AccountRecord {
  // What did nothing to a step, and set out for nothing, does not matter later.
  if (!run || (!run.work && !run.steps)) return record;
  const others = record.runs.filter((one) => one.run !== run.run && one.work !== undefined);
  const earlier = workLeft(run) === 'done' ? [] : others;
  return { ...record, runs: [run, ...earlier].slice(0, MOST_RUNS) };
}

export const withWorkshopLine = (
  record: AccountRecord,
  line: AccountRecord['workshop'][number],
): AccountRecord => ({ ...record, workshop: stillSaid([...record.workshop, line]) });
