import { beforeAll, describe, expect, test } from 'vitest';
import { accountAt, eventsIn, type FreshRoom, freshRoom, ROOM_ROLE } from './room.ts';

let room: FreshRoom;
let home: Awaited<ReturnType<FreshRoom['documents']>>;
const TWO = accountAt(2);

beforeAll(async () => {
  room = await freshRoom(3);
  home = await room.documents();
});

/** A policy of the instructor's role in one account, as its owner may put there. */
const deny = (action: string | undefined) =>
  room.visit(({ accounts }) => {
    const { inline } = accounts[TWO]!.roles[ROOM_ROLE]!;
    if (action === undefined) delete inline.mine;
    else {
      inline.mine = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Action: action, Resource: '*' }],
      };
    }
  });

describe('an account in which the work fails', () => {
  test('stops the fleet, if it is among the first', async () => {
    await deny('iam:CreatePolicyVersion');
    const { exitCode, stdout } = await room.typed(
      'fleet goto 3 --accounts sandbox --canary 3 --concurrency 1',
    );
    expect(stdout).toMatch(/Stopped: the first account failed/);
    expect(exitCode).toBe(7);
  });

  test('is in quarantine, with what was seen', async () => {
    const { stdout } = await room.typed('fleet quarantine');
    expect(stdout).toMatch(/^222200000002 {2}since \d{4}-\d\d-\d\d {2}ERR_ACCESS: /);
    expect(eventsIn((await room.typed('fleet quarantine list --json')).stdout)[0]).toMatchObject({
      type: 'fleet-quarantined',
      account: TWO,
      cause: 'ERR_ACCESS',
    });
  });

  test('is left alone by the next fleet, while the others are done', async () => {
    await deny(undefined);
    const { exitCode, stdout } = await room.typed('fleet goto 3 --accounts sandbox');
    expect(stdout).toMatch(/1 account refused\n {2}seat 2\n {4}ERR_QUARANTINED: It is in quarantine since/);
    expect(exitCode).toBe(7);
  });

  test('is done once it is lifted', async () => {
    expect((await room.typed(`fleet quarantine lift ${TWO}`)).stdout).toBe('No account is in quarantine.\n');
    const { exitCode, stdout } = await room.typed('fleet resume --json');
    expect(exitCode).toBe(0);
    expect(eventsIn(stdout).flatMap(({ state, seat }) => (state === 'running' ? [seat] : []))).toEqual([2]);
    expect((await room.typed('fleet reset --accounts sandbox')).exitCode).toBe(0);
    expect(await room.documents()).toEqual(home);
  });

  test('can be put there by hand, and all can be lifted at once', async () => {
    expect((await room.typed(`fleet quarantine add ${TWO} --why repair`)).stdout).toContain(
      'by hand: repair',
    );
    expect((await room.typed('fleet quarantine lift --all')).exitCode).toBe(0);
  });

  test.each([
    ['fleet quarantine lift 222200000003', 2, 'Account 222200000003 is not in quarantine.'],
    ['fleet quarantine add 12', 2, '“12” is not the twelve digits of an account.'],
    ['fleet quarantine lift', 2, 'No account is named.'],
  ])('%s is refused', async (line, code, says) => {
    const { exitCode, stderr } = await room.typed(line);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(says)]);
  });
});

describe('the report', () => {
  test.each([
    ['html', /<h1>3 accounts<\/h1>/],
    ['csv', /^"seat","account"/],
    ['junit', /<testsuite /],
    ['json', /"rows": \[/],
  ])('is written as %s', async (format, has) => {
    const { exitCode, stdout } = await room.typed(`fleet report --format ${format}`);
    expect(stdout).toMatch(has);
    expect(exitCode).toBe(0);
    const hidden = await room.typed(`fleet report --format ${format} --names off`);
    expect(hidden.stdout).not.toMatch(/\b\d{12}\b|workshop-00/);
  });
});
