import type { Check } from './check.ts';
import type { Facts, Variant } from './facts.ts';
import type { Guide } from './guide.ts';
import type { Lab } from './lab.ts';
import type { Documents, ResourceId, Snapshot } from './resource.ts';

/** A claim of the page, and what AWS does instead, with the source. */
export interface Finding {
  readonly id: string;
  /** One line on the report's first page, at most 100 characters. Journals of older versions do not have it. */
  readonly inShort?: string;
  readonly pageSays: string;
  readonly awsDoes: string;
  /** The page where AWS documents it, or `inferred`. */
  readonly source: string;
}

/** What a reader sees of a step: its name, title, guide and findings. */
export interface StepFace {
  readonly id: string;
  /** An instruction: `Take kms:Decrypt away from the instance role`. */
  readonly title: string;
  /** The page's heading, verbatim. */
  readonly section: string;
  readonly guide: Guide;
  /** Findings that apply to the variant. */
  findings?(variant: Variant): readonly Finding[];
}

/** One change of a step: a pure function from the current document to the one that is wanted. */
export interface Edit<Id extends ResourceId = ResourceId> {
  readonly resource: Id;
  desired(current: Documents[Id] | undefined, facts: Facts, variant: Variant): Documents[Id] | undefined;
}

/** An edit of any resource. */
export type AnyEdit = { [Id in ResourceId]: Edit<Id> }[ResourceId];

/** A step that changes documents. */
export interface EditStep extends StepFace {
  readonly kind: 'edit';
  readonly edits: readonly AnyEdit[];
}

/** A step that changes nothing and shows something. */
export interface LookStep extends StepFace {
  readonly kind: 'look';
  show(lab: Lab): Promise<string>;
}

/** One instruction of the page. */
export type Step = EditStep | LookStep;

/** A step and the checks that must pass after it. */
export interface Stage {
  readonly step: Step;
  checks(variant: Variant): readonly Check[];
}

/** The whole lab: the steps in their order, and the checks of the baseline. */
export interface Pipeline {
  /** What must be true of the account before the first step, and again after a reset. */
  readonly baselineChecks: readonly Check[];
  readonly stages: readonly Stage[];
  /** The documents that a participant has who reaches the page in the workshop, derived from the documents now. */
  documentedStart(current: Snapshot, facts: Facts): Snapshot;
}

export const editStep = (step: Omit<EditStep, 'kind'>): EditStep => ({ kind: 'edit', ...step });
export const lookStep = (step: Omit<LookStep, 'kind'>): LookStep => ({ kind: 'look', ...step });
/** Ties an edit's document type to its resource. */
export const editOf = <Id extends ResourceId>(resource: Id, desired: Edit<Id>['desired']): Edit<Id> => ({
  resource,
  desired,
});
