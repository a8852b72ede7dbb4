import type { Variant } from './facts.ts';
import type { ResourceId } from './resource.ts';

/** A check of a step: it has to pass where the step leads, and to fail somewhere it should. */
export interface CheckProof {
  readonly variant: Variant;
  readonly step: string;
  readonly check: string;
  /** After the step. */
  readonly passes: boolean;
  /** Where it fails, most telling first: `before its step`, a place of the page, a break; absent where nowhere. */
  readonly failsAt?: string;
  readonly proven: boolean;
}

/** `written`: it was done in the account. `refused`: AWS's own rules kept it out. `told`: it stands where a bench has nothing. */
export type Way = 'written' | 'refused' | 'told';

/** A documented mistake: it has to be seen, and to be called by its name. */
export interface SlipProof {
  readonly step: string;
  readonly slip: string;
  readonly way: Way;
  /** The account's refusal. */
  readonly refusal?: string;
  readonly wanted: string;
  /** The hint that was given; absent where nothing was seen. */
  readonly hint?: string;
  readonly proven: boolean;
}

/**
 * `refused`: the account did not take it. `blinding`: no check can look any more, so that the step ends in an error.
 * `equivalent`: the evaluator decides every action of KMS alike, for everybody in the access matrix and with MFA of any
 * age.
 */
export type Fate = 'killed' | 'refused' | 'blinding' | 'equivalent' | 'survived';

export interface MutantProof {
  readonly variant: Variant;
  readonly step: string;
  readonly resource: ResourceId;
  readonly mutant: string;
  readonly fate: Fate;
  /** The checks that failed; the account's refusal; who can do what more or less than the step means. */
  readonly why: string;
}

export interface SelftestResult {
  readonly checks: readonly CheckProof[];
  readonly slips: readonly SlipProof[];
  readonly mutants: readonly MutantProof[];
}

export const isProven = ({ checks, slips, mutants }: SelftestResult): boolean =>
  [...checks, ...slips].every(({ proven }) => proven) && mutants.every(({ fate }) => fate !== 'survived');
