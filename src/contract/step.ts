import type { Check } from './check.ts';
import type { Facts, Variant } from './facts.ts';
import type { Guide } from './guide.ts';
import type { Lab } from './lab.ts';
import type { Documents, ResourceId, Snapshot } from './resource.ts';

/** What the page claims beside what AWS does. */
export interface Finding {
  readonly id: string;
  readonly pageSays: string;
  readonly awsDoes: string;
  /** Where AWS documents it, or `inferred`. */
  readonly source: string;
}

export interface StepFace {
  readonly id: string;
  /** An instruction: `Take kms:Decrypt away from the instance role`. */
  readonly title: string;
  /** The page's heading, word for word. */
  readonly section: string;
  readonly guide: Guide;
  /** Findings that hold for the variant. */
  findings?(variant: Variant): readonly Finding[];
}

/** A pure function from what stands to what is wanted. */
export interface Edit<Id extends ResourceId = ResourceId> {
  readonly resource: Id;
  desired(current: Documents[Id] | undefined, facts: Facts, variant: Variant): Documents[Id] | undefined;
}

export type AnyEdit = { [Id in ResourceId]: Edit<Id> }[ResourceId];

/** Changes documents. */
export interface EditStep extends StepFace {
  readonly kind: 'edit';
  readonly edits: readonly AnyEdit[];
}

/** Changes nothing; shows the reader something and says what was seen. */
export interface LookStep extends StepFace {
  readonly kind: 'look';
  show(lab: Lab): Promise<string>;
}

export type Step = EditStep | LookStep;

/** A step with what must be true after it, for a variant of the page. */
export interface Stage {
  readonly step: Step;
  checks(variant: Variant): readonly Check[];
}

export interface Pipeline {
  /** What must be true of the account before the first step, and again after a reset. */
  readonly baselineChecks: readonly Check[];
  readonly stages: readonly Stage[];
  /** The documents the workshop leaves a participant with who reaches the page, seen from what stands now. */
  documentedStart(current: Snapshot, facts: Facts): Snapshot;
}

export const editStep = (step: Omit<EditStep, 'kind'>): EditStep => ({ kind: 'edit', ...step });
export const lookStep = (step: Omit<LookStep, 'kind'>): LookStep => ({ kind: 'look', ...step });
/** Ties an edit's document type to its resource. */
export const edit = <Id extends ResourceId>(resource: Id, desired: Edit<Id>['desired']): Edit<Id> => ({
  resource,
  desired,
});
