import type { LabEvent, TargetName } from './event.ts';

/** An event, and when it was told: beside it, as an event may have a member of any name. */
export interface JournalLine {
  /** ISO 8601. */
  readonly at: string;
  readonly event: LabEvent;
}

/** A line that could not be read. */
export interface Damage {
  /** From 1. */
  readonly line: number;
  readonly why: string;
}

/** A command that left a journal: everything that its place in the state directory tells. */
export interface RunName {
  /** Eight hexadecimal digits: what one types to mean it. */
  readonly id: string;
  readonly command: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly target: TargetName;
  readonly accountId: string;
  readonly region: string;
  readonly path: string;
}

/** What can be read of a run's journal. */
export interface Journal {
  readonly run: RunName;
  readonly lines: readonly JournalLine[];
  readonly damage: readonly Damage[];
}
