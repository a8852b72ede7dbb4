import type { HintFor } from '../contract/hint.ts';
import type { SelftestResult } from '../contract/selftest.ts';
import type { Bench } from './bench.ts';
import { proveChecks } from './prove-checks.ts';
import { proveMutants } from './prove-mutants.ts';
import { proveSlips } from './prove-slips.ts';
import { walkPage } from './walk.ts';

/**
 * Proves the checks: each fails where it should and passes after its step; every documented mistake gets its own
 * hint; and every policy with another meaning than the step's is noticed.
 */
export async function runSelftest(bench: Bench, hintFor: HintFor): Promise<SelftestResult> {
  const walked = await walkPage(bench);
  const checks = await proveChecks(bench, walked);
  const mutants = await proveMutants(bench, walked);
  // These are mistakes in the text that the lab corrects; with the published variant, they name themselves.
  const slips = bench.lab.variant === 'corrected' ? await proveSlips(bench, walked, hintFor) : [];
  return { checks, slips, mutants };
}
