import type { PolicyDocument } from '../policy/document.ts';
import type { NamedPolicy } from '../policy/request.ts';
import type { CheckResult, Verdict } from './check.ts';
import type { Facts, Variant } from './facts.ts';
import type { Change, Snapshot } from './resource.ts';
import type { StepFace } from './step.ts';
import type { Suggestion } from './suggestion.ts';

/** What a participant is told about what they did by hand. */
export interface Hint {
  /** The mistake it is for: `role-still-decrypts` */
  readonly id: string;
  /** What is different, naming the statement or the value. */
  readonly says: string;
  /** What to do next, in words: where to click, what to look at. */
  readonly do: string;
  /** What to type for it, in the order in which to type it. */
  readonly next?: readonly Suggestion[];
}

/** Chooses a hint by what caused the difference. */
export type HintFor = (attempt: Attempt) => Hint;

/** A step that somebody took by hand, as it stands: plain data. */
export interface Attempt {
  readonly step: Pick<StepFace, 'id' | 'title'>;
  readonly facts: Facts;
  readonly variant: Variant;
  /** When the lab first saw the account; ISO 8601. */
  readonly since: string;
  /** Every place of the page, in its order: the baseline has no title. */
  readonly places: readonly PagePlace[];
  /** The documents that the step begins with. */
  readonly before: Snapshot;
  readonly now: Snapshot;
  /** The documents that the step leads to. */
  readonly wanted: Snapshot;
  /** From `now` to `wanted`; empty where the documents are right. */
  readonly missing: readonly Change[];
  /** Checks that were asked of the right documents, and failed. */
  readonly failed: readonly FailedCheck[];
  /** Why a check of the right documents could not be looked at. */
  readonly blind?: string;
  readonly elsewhere: Elsewhere;
}

/** A check that failed, beside what was to be expected of it with these documents in the account. */
export interface FailedCheck extends CheckResult {
  /** Absent where nothing can be told beforehand. */
  readonly predicted?: Verdict;
}

export interface PagePlace {
  readonly id: string;
  /** Of the step that leads there. */
  readonly title?: string;
  readonly documents: Snapshot;
}

/** What stands beside the lab's own resources, where a slip of the hand may have gone. */
export interface Elsewhere {
  /** Other customer keys of the account. */
  readonly keys: readonly OtherKey[];
  /** The role's other policies. */
  readonly rolePolicies: readonly OtherRolePolicy[];
  readonly userNames: readonly string[];
  readonly webApp: WebAppDoor;
}

export interface OtherKey {
  readonly id: string;
  readonly arn: string;
  readonly aliases: readonly string[];
  /** Absent where it may not be read. */
  readonly policy?: PolicyDocument;
}

export interface OtherRolePolicy extends NamedPolicy {
  /** Absent for an inline policy, of which IAM keeps no history. */
  readonly arn?: string;
  /** The version before the one in force, where there is one. */
  readonly previous?: PolicyDocument;
  /** When the version in force was made; ISO 8601. */
  readonly changedAt?: string;
}

/** The web app's address, as somebody meets it who knocks. */
export interface WebAppDoor {
  readonly url: string;
  /** `refused`: the machine says that nothing listens there. `silent`: nothing came back at all. */
  readonly knock: 'answers' | 'refused' | 'silent';
  /** The instance's security groups and whether one lets the port in; absent where it need not or may not be known. */
  readonly ingress?: { readonly groups: readonly string[]; readonly open: boolean };
}
