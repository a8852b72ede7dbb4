import type { Variant } from './facts.ts';
import type { ResourceId } from './resource.ts';

/** Whether `selftest` proved a check: it must pass after its step, and fail where it should. */
export interface CheckProof {
  readonly variant: Variant;
  readonly step: string;
  readonly check: string;
  /** After the step. */
  readonly passes: boolean;
  /** Where it fails, strongest evidence first: `before its step`, a place of the page, a break; absent if nowhere. */
  readonly failsAt?: string;
  readonly proven: boolean;
}

/** How `selftest` made a mistake. `written`: in the account. `refused`: AWS's own rules refused it. `told`: as data only. */
export type SlipWay = 'written' | 'refused' | 'told';

/** Whether `selftest` proved a documented mistake: the lab must notice it and give the right hint. */
export interface SlipProof {
  readonly step: string;
  readonly slip: string;
  readonly way: SlipWay;
  /** The account's refusal. */
  readonly refusal?: string;
  readonly wanted: string;
  /** The hint that was given; absent if kms-lab noticed nothing. */
  readonly hint?: string;
  readonly proven: boolean;
}

/**
 * What became of a mutated policy. `killed`: a check failed. `refused`: the account did not accept it. `blinding`: no check
 * can read anything, so the step ends in an error. `equivalent`: the evaluator decides every action of KMS as before, for
 * every principal of the access matrix and with MFA of any age. `survived`: no check noticed it.
 */
export type MutantFate = 'killed' | 'refused' | 'blinding' | 'equivalent' | 'survived';

/** What became of one mutated policy, and why. */
export interface MutantProof {
  readonly variant: Variant;
  readonly step: string;
  readonly resource: ResourceId;
  readonly mutant: string;
  readonly fate: MutantFate;
  /** The checks that failed; or the account's refusal; or who can do more or less than the step intends. */
  readonly why: string;
}

/** Everything that `selftest` proved. */
export interface SelftestResult {
  readonly checks: readonly CheckProof[];
  readonly slips: readonly SlipProof[];
  readonly mutants: readonly MutantProof[];
}

export const isProven = ({ checks, slips, mutants }: SelftestResult): boolean =>
  [...checks, ...slips].every(({ proven }) => proven) && mutants.every(({ fate }) => fate !== 'survived');
