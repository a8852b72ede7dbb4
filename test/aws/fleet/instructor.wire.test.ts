import { describe, expect, onTestFinished, test } from 'vitest';
import { openClients } from '../../../src/aws/client/clients.ts';
import { whoAmI } from '../../../src/aws/client/operator.ts';
import type { AwsTarget } from '../../../src/aws/client/target.ts';
import { openInstructor } from '../../../src/aws/fleet/instructor.ts';
import { statementsOf } from '../../../src/policy/document.ts';
import { canned, jsonError, xml } from '../canned.ts';
import { atOnce, MANAGEMENT, ROOM_ROLE, serveRoom } from './room.ts';

async function instructorOn(target: AwsTarget) {
  const instructor = await openInstructor(target, atOnce);
  onTestFinished(() => instructor.close());
  return instructor;
}

describe('the instructor', () => {
  test('lists the organization, page by page, and knows who manages it', async () => {
    const { target } = await serveRoom({ accounts: 45 });
    const instructor = await instructorOn(target);
    expect(instructor.identity.accountId).toBe(MANAGEMENT);
    expect(await instructor.manager()).toEqual({ account: MANAGEMENT });
    const accounts = await instructor.accounts();
    expect(accounts).toHaveLength(46);
    expect(accounts[2]).toEqual({
      id: '222200000002',
      name: 'workshop-002',
      email: 'workshop-002@example.com',
      isActive: true,
    });
    expect(await instructor.accounts('r-kmsw')).toEqual(accounts);
  });

  test.each([
    ['without an organization, nobody manages it', undefined, 'operator', 'none'],
    ['who may not ask does not know', 2, 'outsider', 'unknown'],
  ])('%s', async (_, accounts, who, manager) => {
    const { targetOf } = await serveRoom(
      accounts === undefined ? { accounts: undefined as never } : { accounts },
    );
    expect(await (await instructorOn(targetOf(who))).manager()).toEqual(manager);
  });

  test('looks into organizational units below a unit, and leaves out no state', async () => {
    const account = (Id: string, more: object) => ({ Id, Name: Id, Email: `${Id}@example.com`, ...more });
    const children: Readonly<Record<string, readonly string[]>> = { top: ['a', 'b'], a: ['c'], b: [], c: [] };
    const accounts: Readonly<Record<string, readonly object[]>> = {
      top: [account('1', { State: 'ACTIVE', Status: 'ACTIVE' })],
      a: [account('2', { State: 'SUSPENDED', Status: 'ACTIVE' })],
      b: [account('3', { Status: 'ACTIVE' })],
      c: [account('4', { State: 'PENDING_CLOSURE' })],
    };
    const { target } = await canned(({ operation, body }) => {
      if (operation === 'GetCallerIdentity') {
        return xml(operation, `<Account>1</Account><Arn>arn:aws:iam::1:user/u</Arn><UserId>A</UserId>`);
      }
      const { ParentId } = JSON.parse(body) as { ParentId: string };
      const answer =
        operation === 'ListAccountsForParent'
          ? { Accounts: accounts[ParentId] }
          : { OrganizationalUnits: children[ParentId]?.map((Id) => ({ Id })) };
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify(answer),
      };
    });
    const listed = await (await instructorOn(target)).accounts('top');
    expect(listed.map(({ id, isActive }) => [id, isActive])).toEqual([
      ['1', true],
      ['2', false],
      ['4', false],
      ['3', true],
    ]);
  });

  test('says what keeps it from listing', async () => {
    const { target } = await canned(({ operation }) =>
      operation === 'GetCallerIdentity'
        ? xml(operation, `<Account>1</Account><Arn>arn:aws:iam::1:user/u</Arn><UserId>A</UserId>`)
        : jsonError('AccessDeniedException', 'You don’t have permissions to access this resource.'),
    );
    await expect((await instructorOn(target)).accounts()).rejects.toMatchObject({ code: 'ERR_ACCESS' });
  });
});

describe('signing in to an account', () => {
  const role = { account: '222200000002', name: ROOM_ROLE, sessionName: 'kms-lab-f1' };

  test('gives a session there that is named after the fleet', async () => {
    const { target } = await serveRoom();
    const credentials = (await instructorOn(target)).enter(role);
    const clients = openClients({ ...target, credentials });
    onTestFinished(() => clients.close());
    expect(await whoAmI(clients.sts)).toMatchObject({
      accountId: '222200000002',
      arn: `arn:aws:sts::222200000002:assumed-role/${ROOM_ROLE}/kms-lab-f1`,
    });
  });

  test.each([
    ['there is no such role', { ...role, name: 'None' }, 'The role "None" of account 222200000002'],
    ['there is no such account', { ...role, account: '222200009999' }, 'of account 222200009999 cannot'],
  ])('is refused if %s', async (_, other, message) => {
    const { target } = await serveRoom();
    const provide = (await instructorOn(target)).enter(other);
    await expect((provide as () => Promise<unknown>)()).rejects.toMatchObject({
      code: 'ERR_CREDENTIALS',
      message: expect.stringContaining(message),
    });
  });

  test('needs the external id that the role asks for', async () => {
    const { target, sandbox } = await serveRoom();
    const { trust } = sandbox.world().accounts['222200000002']!.roles[ROOM_ROLE]!;
    const [statement] = statementsOf(trust);
    Object.assign(statement!, { Condition: { StringEquals: { 'sts:ExternalId': 'room-7' } } });
    const instructor = await instructorOn(target);
    const entering = (externalId?: string) =>
      (instructor.enter({ ...role, externalId }) as () => Promise<{ accessKeyId: string }>)();
    await expect(entering()).rejects.toMatchObject({
      hint: expect.stringContaining('asks for an external id'),
    });
    await expect(entering('room-8')).rejects.toMatchObject({
      hint: expect.stringContaining('external id is another'),
    });
    expect((await entering('room-7')).accessKeyId).toMatch(/^ASIA/);
  });
});
