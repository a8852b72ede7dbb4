import type { CheckResult, Verdict } from './check.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { LabError } from './errors.ts';
import type { Facts, Variant } from './facts.ts';
import type { Change, Snapshot } from './resource.ts';
import type { StepFace } from './step.ts';
import type { Suggestion } from './suggestion.ts';
import type { FacetChange } from './surroundings.ts';
import type { WriteByHand } from './write-by-hand.ts';

/** What kms-lab says about a mistake that you made by hand, in three grades. */
export interface Hint {
  /** The mistake that it is about: `role-still-decrypts` */
  readonly id: string;
  /**
   * The first of three grades: names the thing to look at, but not what is wrong with it. Absent in journals of
   * kms-lab 0.1.
   */
  readonly nudge?: string;
  /** The second grade: what is different, naming the statement or the value. */
  readonly says: string;
  /** The third grade: what to do next, in words. */
  readonly do: string;
  /** What to type for it, in order. */
  readonly next?: readonly Suggestion[];
}

/** Chooses the hint by the cause of the difference. */
export type HintFor = (attempt: Attempt) => Hint;

/** A step that a person does by hand, as the account shows it now. */
export interface Attempt {
  readonly step: Pick<StepFace, 'id' | 'title'>;
  readonly facts: Facts;
  readonly variant: Variant;
  /** When the step began: when kms-lab saw the account at the place before it; ISO 8601. */
  readonly since: string;
  /** Every place of the page, in order. The baseline has no title. */
  readonly places: readonly PagePlace[];
  /** The documents that the step begins with. */
  readonly before: Snapshot;
  readonly now: Snapshot;
  /** The documents that the step leads to. */
  readonly wanted: Snapshot;
  /** From `now` to `wanted`; empty if the documents are right. */
  readonly missing: readonly Change[];
  /** Checks that ran against the right documents and failed. */
  readonly failed: readonly FailedCheck[];
  /** Why a check of the right documents could not run. */
  readonly blind?: string;
  readonly elsewhere: Elsewhere;
  /** What is missing from the account or cannot be read: its title, and the error that says what to type. */
  readonly lacking: readonly { readonly title: string; readonly error: LabError }[];
  /** How the rest of the account differs from the baseline, in the order in which to undo it. */
  readonly changed: readonly FacetChange[];
  /** Since the step began, oldest first; absent if no log has it. */
  readonly byHand?: readonly WriteByHand[];
}

/** A check that failed, with the verdict that was predicted for it. */
export interface FailedCheck extends CheckResult {
  /** Absent if nothing can be predicted. */
  readonly predicted?: Verdict;
}

/** A place between two steps of the page, and the documents there. */
export interface PagePlace {
  readonly id: string;
  /** Of the step that leads there. */
  readonly title?: string;
  readonly documents: Snapshot;
}
