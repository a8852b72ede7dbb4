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

/** A command's journal, retold: what every kind of report is made from, and what `--format json` prints. */
export interface Story {
  readonly version: 2;
  /** The run's id. */
  readonly run: string;
  readonly command: string;
  readonly target: TargetName;
  readonly accountId: string;
  readonly region: string;
  /** Whose report it is, as `--name` says. */
  readonly name?: string;
  /** The ARN of who ran it; these three are absent where the journal's first line is damaged. */
  readonly operator?: string;
  readonly key?: { readonly id: string; readonly alias: string };
  readonly variant?: Variant | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Absent where the journal stops before the command did. */
  readonly ending?: Ending;
  /** Every step of the page, in its order; none where the command took no step. */
  readonly steps: readonly StoryStep[];
  /** What belongs to no step: all of a rollback, what was taken back after a failure. */
  readonly aside: Passage;
  readonly moments: readonly Moment[];
  readonly damage: readonly Damage[];
}

export interface Ending {
  readonly ok: boolean;
  readonly exitCode: number;
  /** Of all that the journal tells. */
  readonly calls: number;
  readonly writes: number;
  readonly error?: StoryError;
}

/** Without the stack, which is for those who mend the tool. */
export type StoryError = Omit<ErrorNote, 'stack'>;

/** A part of the story, with everything that it told. */
export interface Passage {
  readonly changes: readonly StoryChange[];
  readonly checks: readonly StoryCheck[];
  readonly matrix?: StoryMatrix;
  readonly notes: readonly string[];
}

/** How an attempt at a step ended. `hinted`: it was only asked for a hint. `unfinished`: the journal stops in it. */
export type AttemptStatus = StepStatus | 'hinted' | 'unfinished';

/** What became of a step in the end. `undone`: a later command took it back. */
export type StoryStatus = Exclude<AttemptStatus, 'hinted'> | 'undone' | 'not-reached';

/** A chapter: a step of the page, with what its last attempts came to, and every attempt at it. */
export interface StoryStep extends Passage, Pick<StepFace, 'id' | 'title'> {
  /** The page's heading and why one does the step; absent for a step that this kms-lab does not know. */
  readonly section?: string;
  readonly why?: string;
  readonly status: StoryStatus;
  readonly error?: StoryError;
  readonly shown?: string;
  readonly findings: readonly Finding[];
  /** In the order of time; none where the step was in place, or was not reached. */
  readonly attempts: readonly StoryAttempt[];
  /** Who could do what when the step was last done, where this story does not tell it. */
  readonly lastKnown?: KnownMatrix;
}

/** One try at a step, by kms-lab or by the person. */
export interface StoryAttempt extends Passage {
  readonly by: 'kms-lab' | 'hand';
  readonly status: AttemptStatus;
  readonly error?: StoryError;
  readonly hints: readonly StoryHint[];
  /** What the step wants of the documents, as a check of what the person did found it. */
  readonly conditions: readonly Condition[];
  /** What the person answered before the check, where they were asked. */
  readonly quiz?: StoryQuiz;
  /** Until the changes were visible and in force; absent where they were at once. */
  readonly waitedMs?: number;
  /** Milliseconds since the start. */
  readonly from: number;
  readonly to: number;
}

/** Who may decrypt: as the person said, and as it is. */
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
  /** Written and seen to be there; where not, it was only intended. */
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
  /** What held in the matrix before this one, where that was something else. */
  readonly was?: DecisionOutcome;
}

/** Something that happened, in a line. */
export interface Moment {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly step?: string;
  readonly kind: LabEvent['type'];
  readonly text: string;
}
