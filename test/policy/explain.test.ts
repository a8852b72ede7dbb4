import { expect, test } from 'vitest';
import { evaluatePolicies } from '../../src/policy/evaluate.ts';
import type { Policies } from '../../src/policy/request.ts';
import { callerNamed, documentOf, HOME, IDENTITY, KEY, pagePolicy } from './cast.ts';

const key = (name: string): Pick<Policies, 'resource'> => ({
  resource: { name: 'the key policy', document: pagePolicy(name) },
});
const iam = (name: string): readonly Policies['identity'][number][] => IDENTITY[name] ?? [];
const onlyS3 = {
  name: 'OnlyS3',
  document: documentOf({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
};

const open = documentOf({ Sid: 'Open', Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' });

const SENTENCES: readonly (readonly [caller: string, policies: Omit<Policies, 'owner'>, because: string])[] =
  [
    [
      'admin',
      { identity: iam('administrator'), ...key('start/key-policy') },
      'User admin may kms:Decrypt: “Enable IAM User Permissions” in the key policy leaves it to IAM, and “A” in AdministratorAccess allows it.',
    ],
    [
      'instance-role',
      { identity: iam('instance role'), ...key('start/key-policy') },
      'Role KMSWorkshop-InstanceInitRole may not kms:Decrypt: “Enable IAM User Permissions” in the key policy leaves it to IAM, and no identity policy allows it.',
    ],
    [
      'instance-role',
      { identity: iam('instance role'), ...key('published/account-only') },
      'Role KMSWorkshop-InstanceInitRole may kms:Decrypt: “Allow for Use only within our Account” in the key policy allows it, and that is enough.',
    ],
    [
      'admin',
      { identity: iam('administrator'), ...key('published/role-only') },
      'User admin may not kms:Decrypt: “Allow for Use only within our Account” in the key policy denies everyone its NotPrincipal does not spare, and a Deny beats every Allow.',
    ],
    [
      'alice',
      { identity: iam('administrator'), ...key('corrected/role-only') },
      'User alice may not kms:Decrypt: “Allow for Use only within our Account” in the key policy denies it, and a Deny beats every Allow.',
    ],
    [
      'outsider',
      { identity: iam('all of kms'), ...key('start/key-policy') },
      'User outsider of account 444455556666 may not kms:Decrypt: the key policy does not let it in, and then it does not count that “A” in AllOfKms allows it.',
    ],
    [
      'root',
      { identity: [], ...key('start/key-policy') },
      'The account root may kms:Decrypt: “Enable IAM User Permissions” in the key policy allows it, and that is enough.',
    ],
    [
      'admin',
      { identity: iam('administrator'), boundary: onlyS3, ...key('start/key-policy') },
      'User admin may not kms:Decrypt: its permissions boundary OnlyS3 does not allow it, though “A” in AdministratorAccess does.',
    ],
    [
      'instance-role',
      { identity: [], session: [onlyS3], ...key('published/account-only') },
      'Role KMSWorkshop-InstanceInitRole may not kms:Decrypt: its session policy does not allow it, though “Allow for Use only within our Account” in the key policy does.',
    ],
    [
      'outsider',
      { identity: [], resource: { name: 'the key policy', document: open } },
      'User outsider of account 444455556666 may not kms:Decrypt: “Open” in the key policy lets it in, but no identity policy of its own account allows it.',
    ],
    [
      'outsider',
      { identity: iam('all of kms'), resource: { name: 'the key policy', document: open } },
      'User outsider of account 444455556666 may kms:Decrypt: “Open” in the key policy lets it in, and “A” in AllOfKms allows it.',
    ],
    [
      'ec2',
      { identity: [] },
      'The service ec2.amazonaws.com may not kms:Decrypt: the resource has no policy.',
    ],
    [
      'anonymous',
      { identity: [], ...key('start/key-policy') },
      'An anonymous caller may not kms:Decrypt: the key policy does not let it in.',
    ],
  ];

test.each(SENTENCES)('%s, %#', (caller, policies, because) => {
  const request = { caller: callerNamed(caller), action: 'kms:Decrypt', resource: KEY };
  expect(evaluatePolicies(request, { ...policies, owner: HOME }).because).toBe(because);
});

test('in its own account, the root user needs no policy', () => {
  const request = { caller: callerNamed('root'), action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' };
  expect(evaluatePolicies(request, { identity: [], owner: HOME }).because).toBe(
    'The account root may s3:GetObject: the account root may do everything that nothing denies.',
  );
});

test('a statement without a Sid is counted, further denies are numbered', () => {
  const deny = documentOf(
    { Effect: 'Deny', Action: 's3:*', Resource: '*' },
    { Effect: 'Deny', Action: '*', Resource: '*' },
  );
  const request = { caller: callerNamed('alice'), action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' };
  expect(
    evaluatePolicies(request, { identity: [{ name: 'Guardrail', document: deny }], owner: HOME }).because,
  ).toBe(
    'User alice may not s3:GetObject: statement 1 of Guardrail denies it (and 1 more), and a Deny beats every Allow.',
  );
});
