import { expect, test } from 'vitest';
import { twoWritersIn } from './writers.ts';

const AT = '2026-11-29T12:00:00.000Z';

/** `1#7`: the session 1 wrote under the lease 7. */
const logOf = (...writes: readonly string[]): string =>
  writes
    .map((write) => {
      const [session, lease] = write.split('#');
      return JSON.stringify({
        at: AT,
        who: `arn:aws:sts::111122223333:assumed-role/R/kms-lab-f1-${session}`,
        operation: 'PutKeyPolicy',
        ...(lease === undefined ? {} : { lease: Number(lease) }),
      });
    })
    .join('\n');

test.each<[string, readonly string[]]>([
  ['one', ['1#1', '1#1']],
  ['one after another', ['1#1', '2#2', '2#2']],
  ['one, another, and the first one again, which took the account again', ['1#1', '2#2', '1#3']],
])('one writer at a time: %s', (_, writes) => {
  expect(twoWritersIn(logOf(...writes), 'f1', AT)).toEqual([]);
});

test.each<[string, readonly string[], string]>([
  [
    'a lease that another one followed',
    ['1#1', '2#2', '1#1'],
    'with lease 1, after kms-lab-f1-2 wrote with 2',
  ],
  ['the same process, under a lease that it lost', ['1#1', '1#2', '1#1'], 'after kms-lab-f1-1 wrote with 2'],
  ['two with one lease', ['1#1', '2#1'], 'with lease 1, which kms-lab-f1-1 has'],
  ['no lease', ['1'], 'without a lease'],
])('two writers at a time: %s', (_, writes, seen) => {
  expect(twoWritersIn(logOf(...writes), 'f1', AT)).toEqual([
    { account: '111122223333', seen: expect.stringContaining(seen) },
  ]);
});

test('what reads, and what is of another fleet, is no writer', () => {
  const read = logOf('1#1', '2#2', '1#1').replaceAll('"operation"', '"readOnly":true,"operation"');
  expect(twoWritersIn(read, 'f1', AT)).toEqual([]);
  expect(twoWritersIn(logOf('1#2', '1#1'), 'f2', AT)).toEqual([]);
});

test('a log that begins after the fleet proves nothing', () => {
  expect(() => twoWritersIn(logOf('1#1'), 'f1', '2026-11-29T11:59:59.000Z')).toThrow('begins after');
});
