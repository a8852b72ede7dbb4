import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  type IAMClient,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  type ListPoliciesRequest,
  ListUsersCommand,
  paginateListUsers,
} from '@aws-sdk/client-iam';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { iamPage } from '../../../src/sandbox/iam/page.ts';
import { ALLOW_S3, HOME, openAccount, TRUST_EC2 } from './account.ts';

const S3_FULL = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const OWN = `arn:aws:iam::${HOME}:policy/lab/own`;

test('pages of any size, one after the other, make the list', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.integer({ min: 1, max: 7 }), (items, MaxItems) => {
      const seen: string[] = [];
      for (let Marker: string | undefined, more = true; more; ) {
        const { items: some, rest } = iamPage(items, { Marker, MaxItems }, (item) => item);
        expect(some.length).toBeLessThanOrEqual(MaxItems);
        seen.push(...some);
        Marker = rest.Marker;
        more = rest.IsTruncated;
      }
      expect(seen).toEqual(items);
    }),
  );
});

async function openWithUsers(names: readonly string[]): Promise<IAMClient> {
  const iam = openAccount().iam();
  for (const UserName of names) await iam.send(new CreateUserCommand({ UserName }));
  return iam;
}

describe('ListUsers', () => {
  test('lists by name, whatever their case and order of creation', async () => {
    const iam = await openWithUsers(['userB', 'Zoe', 'UserA']);
    const { Users = [], IsTruncated } = await iam.send(new ListUsersCommand({}));
    expect(Users.map(({ UserName }) => UserName)).toEqual(['alice', 'UserA', 'userB', 'Zoe']);
    expect(IsTruncated).toBe(false);
  });

  test('continues where it stopped although what it listed is deleted', async () => {
    const client = await openWithUsers(['b', 'c', 'd', 'e']);
    const seen: string[] = [];
    for await (const { Users = [] } of paginateListUsers({ client, pageSize: 2 }, {})) {
      for (const { UserName = '' } of Users) {
        seen.push(UserName);
        if (UserName !== 'alice') await client.send(new DeleteUserCommand({ UserName }));
      }
    }
    expect(seen).toEqual(['alice', 'b', 'c', 'd', 'e']);
  });

  test('lists what is under a path', async () => {
    const iam = await openWithUsers(['outside']);
    await iam.send(new CreateUserCommand({ UserName: 'inside', Path: '/lab/' }));
    const { Users = [] } = await iam.send(new ListUsersCommand({ PathPrefix: '/lab' }));
    expect(Users.map(({ Arn }) => Arn)).toEqual([`arn:aws:iam::${HOME}:user/lab/inside`]);
  });
});

describe('ListPolicies', () => {
  async function names(input: ListPoliciesRequest) {
    const iam = openAccount().iam();
    await iam.send(new CreatePolicyCommand({ PolicyName: 'own', Path: '/lab/', PolicyDocument: ALLOW_S3 }));
    await iam.send(new CreatePolicyCommand({ PolicyName: 'unused', PolicyDocument: ALLOW_S3 }));
    await iam.send(
      new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST_EC2, PermissionsBoundary: OWN }),
    );
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: S3_FULL }));
    const { Policies = [] } = await iam.send(new ListPoliciesCommand(input));
    return Policies.map(({ PolicyName }) => PolicyName);
  }

  test.each([
    ['the account’s own', { Scope: 'Local' }, ['own', 'unused']],
    ['what is attached', { OnlyAttached: true }, ['AmazonS3FullAccess']],
    ['AWS’s that are attached', { Scope: 'AWS', OnlyAttached: true }, ['AmazonS3FullAccess']],
    ['boundaries', { PolicyUsageFilter: 'PermissionsBoundary' }, ['own']],
    ['what is under a path', { PathPrefix: '/lab/' }, ['own']],
  ] as const)('%s', async (_, input, expected) => {
    expect(await names(input)).toEqual(expected);
  });

  test('all: AWS’s, too', async () => {
    expect(await names({})).toEqual(expect.arrayContaining(['AdministratorAccess', 'own', 'unused']));
  });
});

test('ListEntitiesForPolicy returns who has it, and who has it as a boundary', async () => {
  const iam = openAccount().iam();
  await iam.send(new CreatePolicyCommand({ PolicyName: 'own', Path: '/lab/', PolicyDocument: ALLOW_S3 }));
  await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST_EC2 }));
  await iam.send(new CreateUserCommand({ UserName: 'u', PermissionsBoundary: OWN }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: OWN }));
  const holders = (PolicyUsageFilter: 'PermissionsPolicy' | 'PermissionsBoundary') =>
    iam.send(new ListEntitiesForPolicyCommand({ PolicyArn: OWN, PolicyUsageFilter }));
  expect(await holders('PermissionsPolicy')).toMatchObject({
    PolicyRoles: [{ RoleName: 'r', RoleId: expect.stringMatching(/^AROA/) }],
    PolicyUsers: [],
    PolicyGroups: [],
  });
  expect(await holders('PermissionsBoundary')).toMatchObject({
    PolicyUsers: [{ UserName: 'u' }],
    PolicyRoles: [],
  });
});
