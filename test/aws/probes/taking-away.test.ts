import { describe, expect, test } from 'vitest';
import { takingAway } from '../../../src/aws/probes/taking-away.ts';
import type { PrincipalId } from '../../../src/contract/access.ts';
import type { AttachedPolicy } from '../../../src/contract/key-situation.ts';
import type { Decision } from '../../../src/policy/decision.ts';
import type { Caller } from '../../../src/policy/request.ts';
import { FACTS } from '../../hints/attempt.ts';

const STATEMENT = { Effect: 'Allow', Action: 'kms:*', Resource: '*' } as const;
const DOCUMENT = { Statement: [STATEMENT] };
const policyArn = (name: string): string => `arn:aws:iam::${FACTS.accountId}:policy/${name}`;
const OWN: AttachedPolicy = {
  name: FACTS.rolePolicy.name,
  arn: policyArn('KMSWorkshop-AdditionalPermissions'),
  document: DOCUMENT,
};
const ADMIN: AttachedPolicy = {
  name: 'AdministratorAccess',
  arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  document: DOCUMENT,
};
const INLINE: AttachedPolicy = { name: 'by hand', document: DOCUMENT };
const BOUNDARY: AttachedPolicy = { name: 'Bounds', arn: policyArn('Bounds'), document: DOCUMENT };

const { accountId, role } = FACTS;
const user = (name: string): Caller => ({
  kind: 'user',
  accountId,
  arn: `arn:aws:iam::${accountId}:user/${name}`,
  id: 'AIDA',
});
const SESSION: Caller = {
  kind: 'role-session',
  accountId,
  arn: 'arn:session',
  roleArn: role.arn,
  id: 'AROA',
  sessionName: 's',
};
const OF_GROUP: AttachedPolicy = { name: 'Shared', document: DOCUMENT, group: 'students' };

const told = (
  decision: Partial<Decision>,
  { id = 'instance-role', caller = SESSION }: { readonly id?: PrincipalId; readonly caller?: Caller } = {},
) =>
  takingAway(
    { id, caller, policies: { identity: [OWN, ADMIN, INLINE, OF_GROUP], boundary: BOUNDARY } },
    { outcome: 'allowed', statements: [], because: '', ...decision },
    FACTS,
  ).map((one) => ('shell' in one ? one.shell : one.run));

const by = (policy: string, source: Decision['statements'][number]['source'] = 'identity-policy') => ({
  statements: [{ source, policy, index: 0, statement: STATEMENT }],
});

describe('what is detached from the role so that it no longer decides', () => {
  const of = `--role-name ${FACTS.role.name}`;
  test.each<[string, Partial<Decision>, readonly string[]]>([
    [
      'a managed policy is detached',
      by('AdministratorAccess'),
      [`aws iam detach-role-policy ${of} --policy-arn ${ADMIN.arn}`],
    ],
    ['an inline one is deleted', by('by hand'), [`aws iam delete-role-policy ${of} --policy-name 'by hand'`]],
    ['the lab writes the page’s policy itself', by(OWN.name), []],
    ['a statement of the key policy is for the lab, too', by('AdministratorAccess', 'resource-policy'), []],
    [
      'a boundary that does not allow',
      { outcome: 'implicitly-denied', missing: 'permissions-boundary' },
      [`aws iam delete-role-permissions-boundary ${of}`],
    ],
    [
      'a boundary that denies',
      { outcome: 'explicitly-denied', ...by('Bounds', 'permissions-boundary') },
      [`aws iam delete-role-permissions-boundary ${of}`],
    ],
    [
      'where nothing allows, there is nothing to take away',
      { outcome: 'implicitly-denied', missing: 'identity-policy' },
      [],
    ],
  ])('%s', (_, decision, expected) => {
    expect(told(decision)).toEqual(expected);
  });
});

describe('what is taken from a user', () => {
  const userA = { id: 'user-a', caller: user('userA') } as const;
  const admin = { id: 'another-admin', caller: user('another-admin') } as const;
  const denied = { outcome: 'explicitly-denied' } as const;

  test.each<[string, Partial<Decision>, Parameters<typeof told>[1], readonly string[]]>([
    [
      'a managed policy is detached',
      by('AdministratorAccess'),
      userA,
      [`aws iam detach-user-policy --user-name userA --policy-arn ${ADMIN.arn}`],
    ],
    [
      'an inline one is deleted',
      by('by hand'),
      userA,
      ["aws iam delete-user-policy --user-name userA --policy-name 'by hand'"],
    ],
    [
      'one of a group goes with the group',
      by('Shared'),
      userA,
      ['aws iam remove-user-from-group --user-name userA --group-name students'],
    ],
    [
      'a boundary that denies',
      { ...denied, ...by('Bounds', 'permissions-boundary') },
      userA,
      ['aws iam delete-user-permissions-boundary --user-name userA'],
    ],
    ['nothing that allows an administrator', by('AdministratorAccess'), admin, []],
    [
      'what denies an administrator',
      { ...denied, ...by('by hand') },
      admin,
      ["aws iam delete-user-policy --user-name another-admin --policy-name 'by hand'"],
    ],
    [
      'another administrator is made one again',
      { outcome: 'implicitly-denied', missing: 'identity-policy' },
      admin,
      [`aws iam attach-user-policy --user-name another-admin --policy-arn ${ADMIN.arn}`],
    ],
    [
      'nothing of another account',
      by('by hand'),
      { id: 'outsider', caller: { ...user('x'), accountId: '000000000000' } as Caller },
      [],
    ],
  ])('%s', (_, decision, whose, expected) => {
    expect(told(decision, whose)).toEqual(expected);
  });
});
