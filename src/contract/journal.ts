import type { LabEvent, TargetName } from './event.ts';

/** One line of a journal: an event and its time. */
export interface JournalLine {
  /** ISO 8601. */
  readonly at: string;
  readonly event: LabEvent;
}

/** A line of a journal that cannot be read, and why. */
export interface Damage {
  /** Counted from 1. */
  readonly line: number;
  readonly why: string;
}

/** A command that left a journal. Its name, time and account come from the path of the file. */
export interface RunName {
  /** Eight hexadecimal digits, which you type to choose this run. */
  readonly id: string;
  readonly command: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly target: TargetName;
  readonly accountId: string;
  readonly region: string;
  readonly path: string;
}

/** The readable events of one run, and the damaged lines. */
export interface Journal {
  readonly run: RunName;
  readonly lines: readonly JournalLine[];
  readonly damage: readonly Damage[];
}
