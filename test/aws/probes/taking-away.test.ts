import { describe, expect, test } from 'vitest';
import type { AttachedPolicy } from '../../../src/aws/client/iam-policies.ts';
import { takingAway } from '../../../src/aws/probes/taking-away.ts';
import type { PrincipalId } from '../../../src/contract/access.ts';
import type { Decision } from '../../../src/policy/decision.ts';
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

const told = (decision: Partial<Decision>, id: PrincipalId = 'instance-role') =>
  takingAway(
    { id, policies: { identity: [OWN, ADMIN, INLINE], boundary: BOUNDARY } },
    { outcome: 'allowed', statements: [], because: '', ...decision },
    FACTS,
  ).map((one) => ('shell' in one ? one.shell : one.run));

const by = (policy: string, source: Decision['statements'][number]['source'] = 'identity-policy') => ({
  statements: [{ source, policy, index: 0, statement: STATEMENT }],
});

describe('what is taken from the role so that it decides no more', () => {
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

  test('nothing of another principal’s: they are not the page’s', () => {
    expect(told(by('AdministratorAccess'), 'operator')).toEqual([]);
  });
});
