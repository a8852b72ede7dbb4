import * as v from 'valibot';
import { EVENT_TYPES, eventSchema, type LabEvent } from '../contract/event.ts';
import type { JournalLine } from '../contract/journal.ts';
import { parseLine } from '../disk/lines.ts';

/**
 * The format that journals are written in; their first line says it. Format 1 had an event's members beside the
 * line's time, so the `at` of a `standing` event overwrote the time.
 */
export const JOURNAL_VERSION = 2;

/** An event as it was written, with members that this version does not know. The time is absent if format 1 lost it. */
type LineRead = (Omit<JournalLine, 'at'> & Partial<JournalLine>) | { readonly why: string };

const TIME = v.pipe(v.string(), v.isoTimestamp());
const SCHEMAS = new Map<unknown, v.GenericSchema>(EVENT_TYPES.map((type) => [type, eventSchema(type)]));

/** One line of a journal of any format so far, or why it cannot be read. */
export function readJournalLine(written: string): LineRead {
  const content = parseLine(written);
  if (content === undefined) return { why: 'it is not JSON' };
  const { event, ...time } = partsOf((content ?? {}) as Members);
  const schema = SCHEMAS.get(event.type);
  if (!schema) return { why: 'it is not an event that this kms-lab knows' };
  if ('at' in time && !v.is(TIME, time.at)) return { why: `${event.type}, at: it is not a time` };
  const [issue] = v.safeParse(schema, event).issues ?? [];
  if (issue) return { why: `${event.type}, ${v.getDotPath(issue) ?? 'the event'}: ${issue.message}` };
  return { event: event as unknown as LabEvent, ...(time as Partial<JournalLine>) };
}

type Members = Readonly<Record<string, unknown>>;

/** The line's shape gives the format, because a damaged first line does not. */
function partsOf(line: Members): { readonly event: Members; readonly at?: unknown } {
  if (typeof line.event === 'object' && line.event !== null) {
    return { at: line.at, event: line.event as Members };
  }
  const { at, version: _, ...event } = line;
  // `at` is the time if the account matched no checkpoint: the event then had no `at` of its own.
  return event.type === 'standing' && typeof at === 'string' && !v.is(TIME, at)
    ? { event: { ...event, at } }
    : { at, event };
}
