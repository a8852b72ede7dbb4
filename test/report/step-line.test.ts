import { expect, test } from 'vitest';
import { type EndedStep, stepLine } from '../../src/report/step-line.ts';

const PASSED = { status: 'passed' } as const;
const STEP: EndedStep = {
  number: 3,
  of: 7,
  title: 'Start the web app',
  status: 'applied',
  changes: 1,
  verdicts: [PASSED, PASSED],
  tookMs: 2140,
};

const LINES: readonly [Partial<EndedStep>, string][] = [
  [{}, '3/7 ✓ Start the web app (2 checks, 2.1 s)'],
  [
    { verdicts: [PASSED, { status: 'skipped' }] },
    '3/7 ✓ Start the web app (2 checks, 1 could not be checked, 2.1 s)',
  ],
  [{ status: 'unchanged' }, '3/7 ✓ Start the web app (in place already, 2 checks, 2.1 s)'],
  [{ status: 'unchanged', verdicts: [], changes: 0 }, '3/7 ✓ Start the web app (in place already)'],
  [{ status: 'skipped', verdicts: [] }, '3/7 · Start the web app (1 change)'],
  [{ status: 'skipped', verdicts: [], changes: 0 }, '3/7 · Start the web app (nothing to change)'],
  [
    { status: 'failed', verdicts: [PASSED, { status: 'failed' }] },
    '3/7 ✗ Start the web app (1 of 2 checks failed, 2.1 s)',
  ],
  [
    { status: 'failed', verdicts: [], error: { code: 'ERR_ACCESS' } },
    '3/7 ✗ Start the web app (ERR_ACCESS, 2.1 s)',
  ],
];

test.each(LINES)('a step that ended as %o', (ended, line) => {
  expect(stepLine({ ...STEP, ...ended })).toBe(line);
});
