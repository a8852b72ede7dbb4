import type { EventOf, EventType, LabEvent } from '../contract/event.ts';
import { eventsOf } from '../contract/events-of.ts';
import type { JournalLine } from '../contract/journal.ts';

/** Events of a type, in order. */
export const journalEventsOf = <Type extends EventType>(
  lines: readonly JournalLine[],
  type: Type,
): readonly EventOf<Type>[] =>
  eventsOf(
    lines.map(({ event }) => event),
    type,
  );

/** One command of a journal: a walk has one per request. */
export interface JournalPart {
  readonly lines: readonly JournalLine[];
  readonly attempts: readonly JournalAttempt[];
  /** Lines that name no step. */
  readonly aside: readonly JournalLine[];
}

/** The lines of one attempt at a step. */
export interface JournalAttempt {
  readonly step: string;
  readonly by: 'kms-lab' | 'hand';
  readonly lines: readonly [JournalLine, ...JournalLine[]];
}

/** A journal, command by command. A command whose first line is damaged is joined to the one before it. */
export function partsOf(lines: readonly JournalLine[]): readonly JournalPart[] {
  const commands: JournalLine[][] = [];
  for (const line of lines) {
    if (commands.length === 0 || line.event.type === 'run-started') commands.push([]);
    commands.at(-1)?.push(line);
  }
  return commands.map(partOf);
}

function partOf(lines: readonly JournalLine[]): JournalPart {
  const attempts: (JournalAttempt & { readonly lines: [JournalLine, ...JournalLine[]] })[] = [];
  const aside: JournalLine[] = [];
  const by = isByHand(lines) ? 'hand' : 'kms-lab';
  for (const line of lines) {
    const step = stepIdOf(line.event);
    const open = attempts.findLast((attempt) => attempt.step === step);
    if (step === undefined) aside.push(line);
    // If its first line is damaged, it starts with the first readable line.
    else if (line.event.type === 'step-started' || !open) attempts.push({ step, by, lines: [line] });
    else open.lines.push(line);
  }
  return { lines, attempts, aside };
}

/** The commands in which a person changes the account, and kms-lab judges it. */
const BY_HAND: ReadonlySet<string> = new Set(['step', 'check', 'hint']);

/** kms-lab records what it is about to do before it changes anything. */
function isByHand(lines: readonly JournalLine[]): boolean {
  const begun = journalEventsOf(lines, 'run-started')[0];
  const wrote = lines.some(({ event: { type } }) => type === 'set-out' || type === 'change-begun');
  return !wrote && begun !== undefined && BY_HAND.has(begun.command);
}

/** The step that an event names. */
export function stepIdOf(event: LabEvent): string | undefined {
  if (!('step' in event) || event.step === undefined) return undefined;
  return typeof event.step === 'string' ? event.step : event.step.id;
}
