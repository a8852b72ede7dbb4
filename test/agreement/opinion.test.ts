import { expect, test } from 'vitest';
import type { JsonEvent } from './account.ts';
import { opinionOf } from './opinion.ts';

const settled = (status: string, observed: string): JsonEvent => ({
  type: 'check-settled',
  check: { id: 'c' },
  verdict: { status, observed },
});
const predicted = (status: string, step: string): JsonEvent => ({
  ...settled(status, `predicted of ${step}`),
  type: 'check-predicted',
  step,
});
const summary = (rest: object = {}): JsonEvent => ({ type: 'summary', writes: 2, calls: 7, ...rest });

test.each<[string, readonly JsonEvent[], object]>([
  [
    'what passed is no complaint',
    [settled('passed', 'fine'), predicted('passed', 'a'), summary()],
    { says: '' },
  ],
  ['what failed is one', [settled('failed', 'denied by X'), summary()], { says: 'c failed denied by X' }],
  [
    'what is predicted to fail is one, and says where',
    [predicted('passed', 'a'), predicted('failed', 'b'), predicted('failed', 'd'), summary()],
    { says: 'c failed predicted of b b\nc failed predicted of d d', at: 'b' },
  ],
  [
    'a step that failed says where',
    [
      { type: 'step-settled', step: 'o', status: 'applied' },
      { type: 'step-settled', step: 'a', status: 'failed', error: { message: 'no' } },
      summary(),
    ],
    { at: 'a', says: 'a failed no' },
  ],
  [
    'an error has its code, and its text without the stack',
    [summary({ error: { code: 'ERR_AWS', message: 'refused', stack: 'at x', next: [{ shell: 'aws y' }] } })],
    { code: 'ERR_AWS', says: 'ERR_AWS refused aws y' },
  ],
  [
    'doctor complains of what is broken and warns of the rest',
    [
      { type: 'examination', state: 'broken', found: 'X' },
      { type: 'examination', state: 'warning', found: 'Y' },
      { type: 'examination', state: 'fine', found: 'Z' },
      summary(),
    ],
    { says: 'broken X', warns: 'warning Y' },
  ],
  ['documents name everything, and say nothing', [{ type: 'matrix', of: 'X' }, summary()], { says: '' }],
  ['how much it did', [summary()], { exitCode: 3, writes: 2, calls: 7 }],
])('%s', (_, events, opinion) => {
  expect(opinionOf({ exitCode: 3, events })).toMatchObject(opinion);
});
