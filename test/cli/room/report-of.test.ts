import { describe, expect, test } from 'vitest';
import { reportOf } from '../../../src/cli/room/report-of.ts';
import type { LabEvent } from '../../../src/contract/event.ts';

const check = (status: 'passed' | 'failed' | 'skipped') =>
  ({
    type: 'check-settled',
    step: 'strip',
    check: { id: 'c', title: 'C' },
    verdict: { status },
  }) as never as LabEvent;
const ended = (exitCode: number) => ({ type: 'summary', exitCode }) as never as LabEvent;
const stands = { type: 'standing', next: 'name', drift: [] } as never as LabEvent;
const hint = {
  type: 'hint',
  step: 'strip',
  hint: { id: 'still-allowed', says: 'arn:aws:kms …' },
} as never as LabEvent;

describe('what a task has settled', () => {
  test.each<[string, readonly LabEvent[], ReturnType<typeof reportOf>]>([
    ['every check passed', [check('passed'), ended(0)], { do: 'report', settled: 'passed', step: 'strip' }],
    [
      'one failed',
      [check('passed'), check('failed'), ended(3)],
      { do: 'report', settled: 'failed', step: 'strip' },
    ],
    [
      'one failed, and the mistake is known',
      [check('failed'), hint, ended(3)],
      { do: 'report', settled: 'failed', step: 'strip', hint: 'still-allowed' },
    ],
    [
      'an error after a check',
      [check('passed'), ended(1)],
      { do: 'report', settled: 'stands', step: 'strip' },
    ],
    ['only a look at the account', [stands, ended(0)], { do: 'report', settled: 'stands', step: 'name' }],
    ['a hint', [hint, ended(0)], { do: 'report', settled: 'stands', step: 'strip', hint: 'still-allowed' }],
    ['nothing', [], { do: 'report', settled: 'stands' }],
  ])('%s', (_, events, expected) => {
    expect(reportOf(events)).toEqual(expected);
  });
});
