import { expect, test } from 'vitest';
import type { Summary } from '../../src/contract/event.ts';
import { commandLine } from '../../src/contract/suggestion.ts';
import { waysOn } from '../../src/report/next.ts';

const failed = (id: string): Summary => ({
  schemaVersion: 1,
  command: 'verify',
  target: 'sandbox',
  accountId: '111122223333',
  region: 'us-east-1',
  variant: 'corrected',
  ok: false,
  steps: [],
  checks: [{ id, status: 'failed', expected: '', observed: '', evidence: 'observed' }],
  calls: 1,
  writes: 0,
  durationMs: 1,
  exitCode: 3,
});
const types = (summary: Summary, found: Partial<Parameters<typeof waysOn>[1]> = {}) =>
  waysOn(summary, { standing: undefined, plan: undefined, interrupted: undefined, ...found }).map((way) =>
    commandLine(way),
  );

test('if another user changed the rest of the account, the baseline can be taken again', () => {
  expect(types(failed('nothing-else-changed'))[0]).toBe('kms-lab checkpoint rebase');
});

test('if another check failed, it cannot', () => {
  expect(types(failed('role-can-encrypt'))).not.toContain('kms-lab checkpoint rebase');
});

test.each([
  { predictedToFail: false, typed: 'kms-lab run --to strip-decrypt' },
  { predictedToFail: true, typed: 'kms-lab doctor' },
])('status does not suggest a run that would not begin: $typed', ({ predictedToFail, typed }) => {
  const standing = { at: 'baseline', next: 'strip-decrypt', drift: [] };
  expect(types({ ...failed(''), command: 'status', exitCode: 4 }, { standing, predictedToFail })).toEqual([
    typed,
  ]);
});
