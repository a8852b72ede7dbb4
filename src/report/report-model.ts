import type { Cell } from '../contract/access.ts';
import type { Check, Verdict } from '../contract/check.ts';
import type { Condition } from '../contract/condition.ts';
import type { ErrorNote, EventOf, LabEvent, StepStatus, TargetName } from '../contract/event.ts';
import type { Variant } from '../contract/facts.ts';
import type { Hint } from '../contract/hint.ts';
import type { Damage } from '../contract/journal.ts';
import type { Change } from '../contract/resource.ts';
import type { Finding, StepFace } from '../contract/step.ts';
import type { DecisionOutcome } from '../policy/decision.ts';

/** A command's journal as a report: every format is made from it, and `--format json` prints it. */
export interface Story {
  readonly version: 2;
  /** The run's id. */
  readonly run: string;
  readonly command: string;
  readonly target: TargetName;
  readonly accountId: string;
  readonly region: string;
  /** The participant's name, from `--name`. */
  readonly name?: string;
  /** The ARN of the operator; these three are absent if the journal's first line is damaged. */
  readonly operator?: string;
  readonly key?: { readonly id: string; readonly alias: string };
  readonly variant?: Variant | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Absent if the journal stops before the command did. */
  readonly ending?: Ending;
  /** Every step of the page, in order; empty if the command took no step. */
  readonly steps: readonly StoryStep[];
  /** What belongs to no step: everything in a rollback, and what was undone after a failure. */
  readonly aside: Passage;
  readonly moments: readonly Moment[];
  readonly damage: readonly Damage[];
}

export interface Ending {
  readonly ok: boolean;
  readonly exitCode: number;
  /** From the whole journal. */
  readonly calls: number;
  readonly writes: number;
  readonly error?: StoryError;
}

/** Without the stack, which is for kms-lab's developers. */
export type StoryError = Omit<ErrorNote, 'stack'>;

/** A part of the report, with everything that it recorded. */
export interface Passage {
  readonly changes: readonly StoryChange[];
  readonly checks: readonly StoryCheck[];
  readonly matrix?: StoryMatrix;
  readonly notes: readonly string[];
}

/** How an attempt at a step ended. `hinted`: the user only asked for a hint. `unfinished`: the journal stops during it. */
export type AttemptStatus = StepStatus | 'hinted' | 'unfinished';

/** The final state of a step. `undone`: a later command undid it. */
export type StoryStatus = Exclude<AttemptStatus, 'hinted'> | 'undone' | 'not-reached';

/** A chapter: a step of the page, with the results of its last attempts, and every attempt at it. */
export interface StoryStep extends Passage, Pick<StepFace, 'id' | 'title'> {
  /** The page's heading and the reason for the step; absent for a step that this kms-lab does not know. */
  readonly section?: string;
  readonly why?: string;
  readonly status: StoryStatus;
  readonly error?: StoryError;
  readonly shown?: string;
  readonly findings: readonly Finding[];
  /** In chronological order; empty if the step was in place, or was not reached. */
  readonly attempts: readonly StoryAttempt[];
  /** Who could do what when the step was last done, if this journal does not show it. */
  readonly lastKnown?: KnownMatrix;
}

/** One attempt at a step, by kms-lab or by the user. */
export interface StoryAttempt extends Passage {
  readonly by: 'kms-lab' | 'hand';
  readonly status: AttemptStatus;
  readonly error?: StoryError;
  readonly hints: readonly StoryHint[];
  /** What the step requires of the documents, as a check of the user's work found it. */
  readonly conditions: readonly Condition[];
  /** What the user answered before the check, if they were asked. */
  readonly quiz?: StoryQuiz;
  /** Until the changes were visible and in force; absent if they were so at once. */
  readonly waitedMs?: number;
  /** Milliseconds since the start. */
  readonly from: number;
  readonly to: number;
}

/** Who may decrypt: the user's answer, and the facts. */
export type StoryQuiz = Pick<EventOf<'quiz'>, 'said' | 'cells'>;

export interface StoryHint extends Pick<Hint, 'id' | 'next'> {
  /** As much of it as was shown, in sentences. */
  readonly text: string;
  /** Milliseconds since the start. */
  readonly at: number;
}

/** A matrix of an earlier run. */
export interface KnownMatrix extends StoryMatrix {
  /** The run's id. */
  readonly run: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface StoryChange extends Change {
  /** Written and read back; otherwise, it was only intended. */
  readonly applied: boolean;
}

export interface StoryCheck extends Verdict, Pick<Check, 'id' | 'title'> {
  readonly looks: number;
}

export interface StoryMatrix {
  readonly cells: readonly StoryCell[];
  /** Nothing was tried. */
  readonly predictedOnly: boolean;
}

export interface StoryCell extends Cell {
  /** The answer in the matrix before this one, if it differed. */
  readonly was?: DecisionOutcome;
}

/** An event, as a line. */
export interface Moment {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly step?: string;
  readonly kind: LabEvent['type'];
  readonly text: string;
}
