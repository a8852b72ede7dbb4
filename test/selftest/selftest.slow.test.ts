import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openBench } from '../../src/cli/open-bench.ts';
import type { Check } from '../../src/contract/check.ts';
import { isProven, type SelftestResult } from '../../src/contract/selftest.ts';
import { runSelftest } from '../../src/selftest/selftest.ts';
import { tell } from '../end-to-end/in-process.ts';
import { freshState } from '../end-to-end/kms-lab.ts';
import { WHOLE } from '../sampled.ts';

test('stops when it is asked to', async () => {
  const stopping = new AbortController();
  const { bench, close } = await openBench('corrected', stopping.signal);
  const back = bench.keep();
  stopping.abort();
  await expect(back()).rejects.toMatchObject({ code: 'ERR_INTERRUPTED' });
  await close();
});

test('every check is proven, every mistake caught, every mutant killed', async () => {
  const state = freshState();
  const { exitCode, events, summary } = await tell(state, 'selftest');
  const found = (type: string) =>
    (events as readonly { readonly type: string }[]).filter((one) => one.type === type);
  const ofType = <T>(type: string) => found(type) as unknown as readonly T[];
  const result: SelftestResult = {
    checks: ofType('check-proof'),
    slips: ofType('mistake-proof'),
    mutants: ofType('mutant-proof'),
  };
  expect(result.checks.filter(({ proven }) => !proven)).toEqual([]);
  expect(result.slips.filter(({ proven }) => !proven)).toEqual([]);
  expect(result.mutants.filter(({ fate }) => fate === 'survived')).toEqual([]);
  expect({ exitCode, ok: summary.ok }).toEqual({ exitCode: 0, ok: true });

  const mutated = new Set(result.mutants.filter(({ fate }) => fate === 'killed').map(({ step }) => step));
  expect([...mutated].sort()).toEqual([
    'key-policy-account-only',
    'key-policy-mfa',
    'key-policy-role-only',
    'open-sample-file',
    'show-key-policy',
    'strip-decrypt',
  ]);
  expect(readdirSync(state), 'the user’s state is not touched').toEqual([]);
});

/** The selftest is meaningful only if it rejects checks that prove nothing. */
describe('fails', () => {
  test.runIf(WHOLE)('for a check that cannot fail, a gap between the checks, and a fixed hint', async () => {
    const { bench, close } = await openBench('corrected', new AbortController().signal);
    const weaker = (checks: readonly Check[]) =>
      checks
        .filter(({ id }) => id !== 'user-a-gains-four-actions-by-mfa')
        .map((check) => (check.id === 'role-cannot-decrypt' ? { ...check, look: always } : check));
    const { baselineChecks, stages, ...rest } = bench.pipeline;
    const pipeline = {
      ...rest,
      baselineChecks: weaker(baselineChecks),
      stages: stages.map(({ step, checks }) => ({
        step,
        checks: (variant: Parameters<typeof checks>[0]) => weaker(checks(variant)),
      })),
    };
    const byRote = () => ({ id: 'nothing-changed', says: 'Nothing changed.', do: 'Try again.' });
    const result = await runSelftest({ ...bench, pipeline }, byRote).finally(close);

    const unproven = new Set(result.checks.filter(({ proven }) => !proven).map(({ check }) => check));
    expect([...unproven]).toEqual(['role-cannot-decrypt']);
    const survived = result.mutants.filter(({ fate }) => fate === 'survived');
    expect(survived.map(({ mutant }) => mutant)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('kms:DeleteAlias dropped'),
        expect.stringContaining('NumericLessThanEquals for NumericLessThan'),
        expect.stringContaining('principal changed to *'),
      ]),
    );
    const dropped = survived.find(({ mutant }) => mutant.includes('kms:DeleteAlias dropped'));
    expect(dropped?.why).toContain('user-a-fresh-mfa kms:DeleteAlias implicitly-denied, not allowed');
    expect(result.slips.every(({ proven }) => !proven)).toBe(true);
    expect(isProven(result)).toBe(false);
  });
});

const always: Check['look'] = async () => ({
  status: 'passed',
  expected: 'anything',
  observed: 'nothing',
  evidence: 'evaluated',
});
