import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { withoutAction } from '../../../src/policy/edit.ts';
import type { WorldAccount } from '../../../src/sandbox/world.ts';
import type { SeatOutcome } from '../../../src/web/board/board-shapes.ts';
import { expiringWhere } from '../../end-to-end/expiring.ts';
import { accountAt, type FreshRoom, freshRoom, ROOM_ROLE } from '../fleet/room.ts';
import { boardOf, forget } from './opened-board.ts';

const SIZE = 12;
let room: FreshRoom;

type Policy = WorldAccount['keys'][string]['policy'];

const keyOf = ({ keys, aliases }: WorldAccount) => keys[aliases['alias/ImportedCMK']!.keyId]!;

/** What a person saves with the console. */
const saved = (change: (policy: Policy, account: WorldAccount) => Policy) => (account: WorldAccount) => {
  const key = keyOf(account);
  key.policy = change(key.policy, account);
};

const inText = (from: RegExp, to: string) =>
  saved((policy) => JSON.parse(JSON.stringify(policy).replace(from, to)) as Policy);

/** A seat, how many steps are done in it, what the person does then by hand, and what the board has to say. */
const PEOPLE: readonly (readonly [
  seat: number,
  steps: number,
  by: (account: WorldAccount) => void,
  expected: readonly [done: number, isBegun: boolean, cause?: string],
])[] = [
  [1, 0, () => {}, [0, false]],
  [2, 0, () => {}, [0, false]],
  [3, 2, () => {}, [2, false]],
  [
    4,
    7,
    inText(/"aws:MultiFactorAuthAge"/, '"aws: MultiFactorAuthAge"'),
    [6, true, 'condition-key-misspelt'],
  ],
  [
    5,
    7,
    inText(/"aws:MultiFactorAuthAge"/, '"aws:MultiFactorAuthAgee"'),
    [6, true, 'condition-key-misspelt'],
  ],
  [6, 7, inText(/"NumericLessThan"/, '"NumericGreaterThan"'), [6, true, 'condition-operator']],
  [7, 7, inText(/"300"/, '"3000"'), [6, true, 'condition-value']],
  [8, 7, inText(/kms:PutKeyPolicy/, 'kms:PutKeyPolicies'), [6, true, 'action-misspelt']],
  [9, 7, () => {}, [7, false]],
  // A step that only looks leaves no trace: an account is at the earliest place that it can be at.
  [10, 4, () => {}, [3, false]],
  [
    11,
    4,
    (account) => {
      keyOf(account).state = 'Disabled';
    },
    [3, true, 'thing-missing'],
  ],
  [12, 5, inText(/kms:CallerAccount/, 'kms:CallerAcount'), [4, true, 'condition-key-misspelt']],
];

beforeAll(async () => {
  room = await freshRoom(SIZE);
  for (const steps of [2, 4, 5, 7]) {
    const roster = join(room.stateDir, `at-${steps}.csv`);
    const seats = PEOPLE.filter(([, at]) => at === steps).map(([seat]) => `${accountAt(seat)},${ROOM_ROLE}`);
    writeFileSync(roster, ['account,role', ...seats].join('\n'));
    const command = steps === 7 ? 'fleet run' : `fleet goto ${steps + 1}`;
    const { exitCode, stdout, stderr } = await room.typed(`${command} --accounts ${roster}`);
    expect(exitCode, stdout + stderr).toBe(0);
  }
  for (const [seat] of PEOPLE) forget(room.stateDir, accountAt(seat));
  await room.visit(({ accounts }) => {
    for (const [seat, , by] of PEOPLE) by(accounts[accountAt(seat)]!);
  });
});

describe('a room of people who used the console only', () => {
  test('each is found at their step, with the cause; an account that did not change costs few requests', async () => {
    const { serving, calls } = await boardOf(room.stateDir);
    const readings = await Promise.all(PEOPLE.map(([seat]) => serving.read(seat, true)));
    expect(
      readings.map(({ done, isBegun, cause }, index) => [
        PEOPLE[index]![0],
        done,
        isBegun,
        ...(cause ? [cause.id] : []),
      ]),
    ).toEqual(PEOPLE.map(([seat, , , expected]) => [seat, ...expected]));

    const before = PEOPLE.map(([seat]) => calls(seat));
    await Promise.all(PEOPLE.map(([seat]) => serving.read(seat, false)));
    const spent = PEOPLE.map(([seat], index) => calls(seat) - before[index]!);
    expect(Math.max(...spent)).toBeLessThanOrEqual(6);
  });

  test('a mistake that is made meanwhile is seen at the next look, and so is that it was mended', async () => {
    const { serving, labOf } = await boardOf(room.stateDir);
    expect(await serving.read(2, true)).toEqual({ done: 0, isBegun: false });
    const { resources } = await labOf(2);
    const start = (await resources['role-policy'].read())!;
    await resources['role-policy'].write(JSON.parse(JSON.stringify(start).replace('"kms:Encrypt",', '')));
    expect(await serving.read(2, false)).toMatchObject({
      done: 1,
      isBegun: true,
      cause: {
        id: 'role-still-decrypts',
        title: expect.any(String),
        say: expect.stringContaining('Look at'),
      },
    });
    const detail = await serving.open(2);
    expect(detail.changes.map(({ resource }) => resource)).toEqual(['role-policy']);
    expect(detail.hint?.id).toBe('role-still-decrypts');
    expect(detail.matrix.length).toBeGreaterThan(0);

    await resources['role-policy'].write(withoutAction(start, 'kms:Decrypt'));
    expect(await serving.read(2, false)).toEqual({ done: 2, isBegun: false });
    await resources['role-policy'].write(start);
  });

  test('while the instructor’s session has expired, each says so; after the sign-in each is as it was', async () => {
    let hasExpired = false;
    let proxy: ReturnType<typeof expiringWhere> | undefined;
    const through = async (endpoint: string) => {
      proxy ??= expiringWhere(() => hasExpired, endpoint);
      return (await proxy).endpoint;
    };
    const { serving } = await boardOf(room.stateDir, { through });
    const all = () => Promise.allSettled([1, 3, 4].map((seat) => serving.read(seat, false)));
    const before = await all();
    expect(before.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    hasExpired = true;
    for (const one of await all()) {
      expect(one).toMatchObject({
        status: 'rejected',
        reason: { code: 'ERR_CREDENTIALS', message: expect.stringContaining('expired') },
      });
    }
    hasExpired = false;
    expect(await all()).toEqual(before);
  });

  test('what the instructor agreed to is done in these accounts only, as a fleet with a journal', async () => {
    const { serving } = await boardOf(room.stateDir);
    const signal = new AbortController().signal;
    const { plans, groups } = await serving.foresee({ does: 'reset' }, [4, 5], signal);
    expect([...plans.keys()]).toEqual([4, 5]);
    expect(groups.map(({ is }) => is)).toContain('change');
    const told: SeatOutcome[] = [];
    let fleet = '';
    const doing = {
      signal,
      begun: (id: string) => {
        fleet = id;
      },
      tell: (outcome: SeatOutcome) => void told.push(outcome),
    };
    const other = new Map([...plans].map(([seat]) => [seat, 'another plan']));
    await expect(serving.work({ does: 'reset' }, [4, 5], { ...doing, agreed: other })).rejects.toMatchObject({
      code: 'ERR_DRIFT',
    });
    expect(await serving.work({ does: 'reset' }, [4, 5], { ...doing, agreed: plans })).toBe(0);
    expect(
      told
        .filter(({ state }) => state === 'done')
        .map(({ seat }) => seat)
        .sort(),
    ).toEqual([4, 5]);
    expect(existsSync(join(room.stateDir, 'fleets', fleet, 'roster.json'))).toBe(true);
    expect(readFileSync(join(room.stateDir, 'fleets', fleet, 'roster.json'), 'utf8')).not.toContain(
      'workshop-',
    );
    expect(await serving.read(4, true)).toMatchObject({ done: 0, isBegun: false });
    expect(await serving.read(6, true)).toMatchObject({ done: 6, cause: { id: 'condition-operator' } });
    expect(await serving.work({ does: 'check' }, [6], doing)).not.toBe(0);
  });
});
