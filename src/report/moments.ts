import type { EventType, LabEvent } from '../contract/event.ts';
import type { JournalLine } from '../contract/journal.ts';
import { workName } from '../contract/work.ts';
import { eventLine } from './event-line.ts';
import { stepIdOf } from './journal-parts.ts';
import type { Moment } from './report-model.ts';

const TOLD: ReadonlySet<EventType> = new Set([
  'set-out',
  'step-started',
  'change-applied',
  'checkpoint-saved',
  'hint',
  'quiz',
  'step-settled',
  'note',
]);

/** Events with a line in the time line: beginnings, writes, hints, and endings. */
export function momentsOf(
  lines: readonly JournalLine[],
  since: (line: JournalLine) => number,
): readonly Moment[] {
  const begun = lines.find(({ event }) => event.type === 'run-started');
  return lines
    .filter((line) => line === begun || TOLD.has(line.event.type) || errorOf(line.event) !== undefined)
    .map((line): Moment => {
      const step = stepIdOf(line.event);
      return {
        at: since(line),
        ...(step === undefined ? {} : { step }),
        kind: line.event.type,
        text: textOf(line.event),
      };
    });
}

const errorOf = (event: LabEvent) => (event.type === 'summary' ? event.error : undefined);

function textOf(event: LabEvent): string {
  if (event.type === 'set-out') return `begins: ${workName(event.work)}`;
  const error = errorOf(event);
  return error ? `error ${error.code}: ${error.message}` : (eventLine(event) ?? '').trim();
}
