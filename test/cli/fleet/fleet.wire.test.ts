import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventSchema } from '../../../src/contract/event.ts';
import { accountAt, addKeyStatement, eventsIn, type FreshRoom, freshRoom, ROOM_ROLE } from './room.ts';

const SIZE = 6;
let room: FreshRoom;
let home: Awaited<ReturnType<FreshRoom['documents']>>;

beforeAll(async () => {
  room = await freshRoom(SIZE);
  home = await room.documents();
});

/** Another user's edit of a key policy: one more statement. */
const edit = (account: string) => room.visit((world) => addKeyStatement(world, account));

describe('a room, from the first plan to the reset', () => {
  test('a plan groups the accounts, and writes nothing', async () => {
    const { exitCode, stdout } = await room.typed('fleet plan --accounts sandbox');
    expect(stdout).toContain(`${SIZE} accounts with the same changes\n  seats 1-6\n`);
    expect(stdout).toContain('key policy of alias/ImportedCMK: kms:PutKeyPolicy');
    expect(stdout).toContain('kms-lab fleet run --accounts sandbox');
    expect(exitCode).toBe(4);
    expect(await room.documents()).toEqual(home);
  });

  test('goto brings every account to a step, and all events fit their schema', async () => {
    const { exitCode, stdout } = await room.typed('fleet goto 4 --accounts sandbox --json');
    const events = eventsIn(stdout);
    for (const event of events) v.parse(eventSchema(event.type as never), event);
    expect(events[0]).toMatchObject({
      type: 'fleet-started',
      does: 'goto open-sample-file',
      accounts: SIZE,
    });
    const ended = events.filter((event) => event.type === 'fleet-account' && event.state === 'done');
    expect(new Set(ended.map(({ seat }) => seat)).size).toBe(SIZE);
    expect(events.at(-1)).toMatchObject({
      type: 'summary',
      exitCode: 0,
      fleet: { accounts: SIZE, done: SIZE, open: 0 },
    });
    expect(exitCode).toBe(0);
  });

  test('status says where every account stands, and exits with 4 if one has drifted', async () => {
    expect((await room.typed('fleet status --accounts sandbox')).exitCode).toBe(0);
    await edit(accountAt(3));
    await edit(accountAt(5));
    const { exitCode, stdout } = await room.typed('fleet status --accounts sandbox');
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/seat 4 222200000004 workshop-004: done; stands at after-\S+\n/);
    expect(stdout).toMatch(
      /seat 5 222200000005 workshop-005: done; stands at no place of the page, 1 drifted resource\n/,
    );
  });

  test('verify fails where a check fails, and nowhere else', async () => {
    const { exitCode, stdout } = await room.typed('fleet verify --accounts sandbox --names off');
    expect(exitCode).toBe(7);
    expect(stdout).toMatch(/seats 3, 5\n +ERR_DRIFT: /);
    expect(stdout).toContain('6 accounts: 4 done, 2 failed.');
    expect(stdout).not.toMatch(/\d{12}|workshop-/);
  });

  test('a plan of the reset tells the accounts that differ from the others', async () => {
    const { stdout } = await room.typed('fleet plan --for reset --accounts sandbox');
    expect(stdout).toMatch(/^4 accounts with the same changes\n {2}seats 1-2, 4, 6$/m);
    expect(stdout).toMatch(/^2 accounts with the same changes\n {2}seats 3, 5$/m);
  });

  test('reset brings each account to its baseline, and finds nothing the second time', async () => {
    const { exitCode, stdout } = await room.typed('fleet reset --accounts sandbox');
    expect(stdout).toContain('6 accounts: 6 done.');
    expect(exitCode).toBe(0);
    expect(await room.documents()).toEqual(home);
    const again = await room.typed('fleet reset --accounts sandbox --json');
    expect(eventsIn(again.stdout).at(-1)).toMatchObject({ exitCode: 0, writes: 0, fleet: { same: SIZE } });
  });
});

describe('accounts that cannot be signed in to', () => {
  const CLOSED = [2, 4, 6];

  test('are refused with the cause, and the others go on', async () => {
    await room.visit(({ accounts }) => {
      for (const seat of CLOSED) delete accounts[accountAt(seat)]!.roles[ROOM_ROLE];
    });
    const { exitCode, stdout } = await room.typed('fleet goto 3 --accounts sandbox');
    expect(stdout).toContain('3 accounts with the same changes');
    expect(stdout).toMatch(/seats 2, 4, 6\s+ERR_CREDENTIALS: The role "OrganizationAccountAccessRole" of/);
    expect(stdout).toContain('6 accounts: 3 done, 3 failed.');
    expect(exitCode).toBe(7);
  });

  test('resume does only what is unfinished, once the cause is gone', async () => {
    await room.visit(({ accounts }) => {
      for (const seat of CLOSED) {
        const role = structuredClone(accounts[accountAt(3)]!.roles[ROOM_ROLE]!);
        const arn = role.arn.replace(accountAt(3), accountAt(seat));
        accounts[accountAt(seat)]!.roles[ROOM_ROLE] = { ...role, arn };
      }
    });
    const { exitCode, stdout } = await room.typed('fleet resume --json');
    expect(exitCode).toBe(0);
    const touched = eventsIn(stdout).flatMap((event) => (event.state === 'running' ? [event.seat] : []));
    expect(touched.sort((a, b) => Number(a) - Number(b))).toEqual(CLOSED);
    expect((await room.typed('fleet reset --accounts sandbox --quiet')).exitCode).toBe(0);
    expect(await room.documents()).toEqual(home);
  });
});

describe('what is refused before any account is asked', () => {
  const csv = (text: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'kms-lab-roster-')), 'room.csv');
    writeFileSync(path, text);
    return path;
  };

  test.each<[string, () => string, number, RegExp]>([
    [
      'another number than expected',
      () => 'fleet reset --accounts sandbox --expect 11',
      5,
      /The roster has 6 accounts, and --expect is 11\./,
    ],
    [
      'a malformed roster',
      () => `fleet reset --accounts ${csv('account\n12\n')}`,
      2,
      /ERR_ROSTER: .*Line 2: the account is "12"/s,
    ],
    ['no roster', () => 'fleet reset', 2, /ERR_USAGE: No roster is named/],
    [
      'the management account',
      () => `fleet reset --accounts ${csv('account\n999988887777\n')}`,
      2,
      /Line 2: account 999988887777 is the\s+management account/,
    ],
    [
      'a limit that is no number',
      () => 'fleet reset --accounts sandbox --max-errors few',
      2,
      /--max-errors is “few”/,
    ],
    ['a step that there is not', () => 'fleet goto nowhere --accounts sandbox', 2, /ERR_UNKNOWN_NAME/],
    [
      'the sandbox’s roster on AWS',
      () => 'fleet reset --accounts sandbox --target aws --yes --expect 1',
      2,
      /--accounts sandbox is for the sandbox/,
    ],
    [
      'a fleet that there is not',
      () => 'fleet resume 20260101-000000-000abc',
      2,
      /There is no fleet “20260101-000000-000abc”/,
    ],
    [
      'real accounts without a terminal',
      () => 'fleet reset --accounts org: --target aws',
      5,
      /ERR_CONSENT: .*Pass --yes and\s+--expect/s,
    ],
    [
      'real accounts with --yes alone',
      () => 'fleet reset --accounts org: --target aws --yes',
      5,
      /ERR_CONSENT/,
    ],
  ])('%s', async (_, line, code, message) => {
    const { exitCode, stderr } = await room.typed(line());
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(code);
  });

  test('a roster without a role, where there is no usual one', async () => {
    const { exitCode, stderr } = await room.typed(
      `fleet plan --accounts ${csv(`account\n${accountAt(2)}\n`)}`,
    );
    expect(stderr).toBe('');
    expect(exitCode).toBe(4);
  });
});
