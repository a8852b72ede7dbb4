import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/contract/facts.ts';
import type { Change } from '../../src/contract/resource.ts';
import type { PartResult } from '../../src/contract/workshop.ts';
import { planOfChanges, planOfParts } from '../../src/fleet/groups.ts';
import { plannedGroups } from '../../src/fleet/planned-groups.ts';
import { seatNames } from '../../src/fleet/seat-names.ts';
import { seatRanges } from '../../src/report/seat-ranges.ts';
import { FACTS } from '../engine/fake-account.ts';
import { begunWith, failedPlan, fleetAfter, plannedAs, seatAccount, seatsOf } from './rooms.ts';

const factsOf = (accountId: string, id: string): Facts => ({
  ...FACTS,
  accountId,
  key: { ...FACTS.key, id },
  instance: { id: `i-${accountId}` },
});

const changeIn = ({ accountId, key, instance }: Facts, sid = 'a'): Change => ({
  resource: 'key-policy',
  title: `key policy of ${key.id}`,
  arn: `arn:aws:kms:us-east-1:${accountId}:key/${key.id}`,
  before: {
    Statement: [{ Sid: sid, Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` } }],
  },
  after: { Statement: [{ Sid: instance.id, Effect: 'Deny' }] },
  calls: ['kms:PutKeyPolicy'],
});

describe('identical changes', () => {
  const [one, two] = [factsOf('111111111111', 'k1'), factsOf('222222222222', 'k2')];

  test('are one group in accounts with other ids, and have hashes of their own', () => {
    const plans = [planOfChanges([changeIn(one)], one), planOfChanges([changeIn(two)], two)];
    expect(plans[0]!.group).toBe(plans[1]!.group);
    expect(plans[0]!.hash).not.toBe(plans[1]!.hash);
    expect(plans[0]!.lines).toEqual(['key policy of <KEY>: kms:PutKeyPolicy']);
  });

  test('are not those that replace another document', () => {
    expect(planOfChanges([changeIn(one)], one).group).not.toBe(
      planOfChanges([changeIn(two, 'b')], two).group,
    );
  });

  test('of setup are those of the same parts', () => {
    const part = (id: string, status: PartResult['status'], is?: string): PartResult => ({
      id,
      title: `the ${id}`,
      status,
      ...(is === undefined ? {} : { is }),
    });
    const some = planOfParts([part('key', 'missing'), part('bucket', 'present', 'b1')]);
    expect(some.lines).toEqual(['create the key']);
    expect(some.group).toBe(planOfParts([part('key', 'missing'), part('bucket', 'present', 'b2')]).group);
    expect(some.group).not.toBe(planOfParts([part('bucket', 'missing')]).group);
    expect(planOfParts([part('key', 'removable', 'k')]).lines).toEqual(['remove the key']);
  });
});

test('the groups of a room: the largest first, then those with nothing to change and those that are refused', () => {
  const seats = seatsOf(7);
  const fleet = fleetAfter(begunWith(seats), [
    plannedAs(seatAccount(1), 'a'),
    plannedAs(seatAccount(2), 'b'),
    plannedAs(seatAccount(3), 'b'),
    plannedAs(seatAccount(4), ''),
    failedPlan(seatAccount(5), `The role of ${seatAccount(5)} is gone.`),
    failedPlan(seatAccount(6), `The role of ${seatAccount(6)} is gone.`),
    failedPlan(seatAccount(7), 'The key is disabled.'),
  ]);
  const lines = new Map([[seatAccount(2), ['key policy']]]);
  expect(plannedGroups(fleet, lines, seatNames(seats, false))).toEqual([
    { is: 'change', accounts: 2, seats: [2, 3], changes: ['key policy'] },
    { is: 'change', accounts: 1, seats: [1], changes: [] },
    { is: 'same', accounts: 1, seats: [4], changes: [] },
    {
      is: 'refused',
      accounts: 2,
      seats: [5, 6],
      changes: [],
      detail: 'ERR_CREDENTIALS: The role of seat 5 is gone.',
    },
    { is: 'refused', accounts: 1, seats: [7], changes: [], detail: 'ERR_CREDENTIALS: The key is disabled.' },
  ]);
});

test.each<[readonly number[], string]>([
  [[], ''],
  [[3], '3'],
  [[1, 2, 3], '1-3'],
  [[5, 1, 2, 9, 10, 3], '1-3, 5, 9-10'],
])('seats %o are %j', (seats, text) => {
  expect(seatRanges(seats)).toBe(text);
});
