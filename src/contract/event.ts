import type { AccessMatrix } from './access.ts';
import type { Check, Verdict } from './check.ts';
import type { ErrorCode, ExitCode } from './errors.ts';
import type { Facts, Variant } from './facts.ts';
import type { Hint } from './hint.ts';
import type { CallCounts } from './lab.ts';
import type { Change, Drift } from './resource.ts';
import type { Finding, StepFace } from './step.ts';
import type { Suggestion } from './suggestion.ts';
import type { Interrupted, Work } from './work.ts';
import type { PartResult } from './workshop.ts';

export type StepStatus = 'applied' | 'unchanged' | 'skipped' | 'failed';

type StepName = Pick<StepFace, 'id' | 'title'>;
type CheckName = Pick<Check, 'id' | 'title'>;

/** Everything the engine can say. The terminal, the plain lines, the JSON stream and the journal read nothing else. */
export type LabEvent =
  | {
      readonly type: 'run-started';
      readonly command: string;
      readonly target: TargetName;
      readonly facts: Facts;
      readonly variant: Variant;
      readonly steps: readonly StepName[];
    }
  /** Before the first write: from here on the work can be gone on with. */
  | { readonly type: 'set-out'; readonly work: Work }
  | ({ readonly type: 'interrupted' } & Interrupted)
  | { readonly type: 'step-started'; readonly step: StepName }
  | { readonly type: 'step-showed'; readonly step: string; readonly text: string }
  | { readonly type: 'change-planned'; readonly step?: string; readonly change: Change }
  /** Right before a write: on the disk before the request is sent. */
  | { readonly type: 'change-begun'; readonly step?: string; readonly change: Change }
  | { readonly type: 'change-applied'; readonly step?: string; readonly change: Change }
  | {
      readonly type: 'waiting';
      readonly step?: string;
      readonly what: string;
      /** Those that do not pass yet, where checks are waited for. */
      readonly checks?: readonly CheckName[];
      readonly elapsedMs: number;
    }
  | {
      readonly type: 'check-settled';
      readonly step?: string;
      readonly check: CheckName;
      readonly verdict: Verdict;
      readonly looks: number;
    }
  | { readonly type: 'hint'; readonly step: string; readonly hint: Hint }
  | { readonly type: 'finding'; readonly step: string; readonly finding: Finding }
  | {
      readonly type: 'matrix';
      readonly step?: string;
      readonly matrix: AccessMatrix;
      readonly predictedOnly?: boolean;
    }
  | { readonly type: 'checkpoint-saved'; readonly id: string }
  /** `path` is a word of a command line. */
  | { readonly type: 'plan-saved'; readonly path: string }
  /** What somebody changed since the plan was made that is to be carried out. */
  | { readonly type: 'moved'; readonly changes: readonly Change[] }
  | ({ readonly type: 'standing' } & Standing)
  | {
      readonly type: 'step-settled';
      readonly step: string;
      readonly status: StepStatus;
      readonly error?: ErrorNote;
      /** Milliseconds until its changes were visible and in force; absent where they were at once. */
      readonly waitedMs?: number;
    }
  | { readonly type: 'part-settled'; readonly part: PartResult }
  /** Something that a reset or a rollback could not restore; all else went on. */
  | ({ readonly type: 'left-as-is' } & LeftAsIs)
  | { readonly type: 'note'; readonly text: string }
  | ({ readonly type: 'summary' } & Summary);

/** A thing that could not be restored. */
export interface LeftAsIs {
  /** `instance KMSWorkshop-Instance`, `policy KMSWorkshop-AdditionalPermissions of role …` */
  readonly title: string;
  readonly error: ErrorNote;
}

/** Where the account stands among the pipeline's steps. */
export interface Standing {
  /** The checkpoint whose documents the account has by meaning: `baseline`, `after-<step>`; absent where none fits. */
  readonly at?: string;
  /** A step that was begun there and not finished. */
  readonly halfDone?: string;
  /** The step that comes next. */
  readonly next?: string;
  /** What somebody changed since the lab left the account. */
  readonly drift: readonly Drift[];
  /** What the lab needs and the account has not. */
  readonly missing?: readonly LeftAsIs[];
  /** What of the rest of the account is otherwise than at the baseline: `state of the key: Enabled → Disabled`. */
  readonly changedAround?: readonly string[];
}

export type TargetName = 'sandbox' | 'aws';

export interface ErrorNote {
  readonly code: ErrorCode;
  readonly message: string;
  /** Why: the messages of the errors beneath it, outermost first. */
  readonly cause?: string;
  readonly hint?: string;
  /** What to type, in the order in which to type it. */
  readonly next?: readonly Suggestion[];
  /** For `--verbose`. */
  readonly stack?: string;
}

export interface CheckResult extends Verdict {
  readonly id: string;
}

export interface StepResult {
  readonly id: string;
  readonly status: StepStatus;
  readonly changes: readonly Change[];
  readonly checks: readonly CheckResult[];
  readonly waitedMs?: number;
}

/** The last event of every command. */
export interface Summary extends CallCounts {
  readonly schemaVersion: 1;
  readonly command: string;
  readonly target: TargetName;
  readonly accountId: string;
  readonly region: string;
  readonly variant: Variant;
  readonly ok: boolean;
  readonly steps: readonly StepResult[];
  /** Checks that belong to no step of this command: of the place where the account stands. */
  readonly checks: readonly CheckResult[];
  /** Of `reset` and `rollback`: what could not be restored. */
  readonly leftAsIs?: readonly LeftAsIs[];
  /** Of `setup` and `teardown`: what the page presupposes, part by part. */
  readonly parts?: readonly PartResult[];
  readonly durationMs: number;
  readonly exitCode: ExitCode;
  readonly error?: ErrorNote;
}

/** Where events go. */
export interface Host {
  /** Somebody reads along at a terminal, and can do by hand what the lab cannot. */
  readonly attended?: true;
  notify(event: LabEvent): void;
}
