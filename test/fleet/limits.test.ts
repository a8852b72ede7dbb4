import { expect, test } from 'vitest';
import { LEASE } from '../../src/engine/holder.ts';
import { SPARE } from '../../src/engine/shared-state/lease.ts';
import { limitsOf } from '../../src/fleet/limits.ts';

test.each<[string | undefined, number, number]>([
  [undefined, 12, 5],
  [undefined, 200, 20],
  ['1', 200, 1],
  ['200', 200, 200],
  ['3%', 200, 6],
  ['1%', 12, 1],
  ['100%', 12, 12],
])('--max-errors %j of %i accounts: %i', (maxErrors, accounts, limit) => {
  expect(limitsOf({ maxErrors }, accounts, 'aws').maxErrors).toBe(limit);
});

test.each(['0', '0%', '101%', '201', '-1', '3.5%', 'few', ''])('--max-errors %j is refused', (maxErrors) => {
  expect(() => limitsOf({ maxErrors }, 200, 'aws')).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
});

test.each([
  [{}, { concurrency: 20, canary: 1 }],
  [
    { concurrency: '200', canary: '0' },
    { concurrency: 200, canary: 0 },
  ],
  [{ canary: '12' }, { concurrency: 20, canary: 12 }],
])('%o', (typed, limits) => {
  expect(limitsOf(typed, 12, 'sandbox')).toMatchObject(limits);
});

test.each([{ concurrency: '0' }, { concurrency: '201' }, { canary: '13' }, { canary: 'x' }])(
  '%o is refused',
  (typed) => {
    expect(() => limitsOf(typed, 12, 'sandbox')).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
  },
);

test('an account outlasts the leases of three workers that die in it, one after another', () => {
  const { waits, rest } = limitsOf({}, 12, 'aws');
  expect(waits * rest.busy).toBeGreaterThan(3 * (LEASE + SPARE));
});
