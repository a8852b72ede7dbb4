import { describe, expect, test } from 'vitest';
import { decodeDocument, IamReader, isAwsManagedArn } from '../../../src/aws/client/iam-policies.ts';
import { isPolicy } from '../../../src/contract/key-situation.ts';
import { canned, xml, xmlError } from '../canned.ts';
import { allowing, counting, open, ROLE } from '../opened.ts';

const DOCUMENT = allowing('kms:Decrypt');
const encoded = encodeURIComponent(JSON.stringify(DOCUMENT));

test('documents arrive percent-encoded, and a plus is a plus', () => {
  const policy = {
    Version: '2012-10-17' as const,
    Statement: [{ Sid: 'a+b 100%', Effect: 'Allow' as const }],
  };
  expect(decodeDocument(encodeURIComponent(JSON.stringify(policy)).replaceAll('%2B', '+'))).toEqual(policy);
});

test('AWS’s own policies are recognized by their ARN, in every partition', () => {
  expect(isAwsManagedArn('arn:aws:iam::aws:policy/AdministratorAccess')).toBe(true);
  expect(isAwsManagedArn('arn:aws-cn:iam::aws:policy/job-function/Billing')).toBe(true);
  expect(isAwsManagedArn('arn:aws:iam::111122223333:policy/aws:policy/mine')).toBe(false);
});

test('a managed policy is identified by its ARN, an inline one by its name', () => {
  const arn = 'arn:aws:iam::111122223333:policy/key';
  const managed = { name: 'key', arn, document: DOCUMENT };
  const inline = { name: 'key', document: DOCUMENT };
  expect(isPolicy(managed, { kind: 'managed', name: 'key', arn })).toBe(true);
  expect(isPolicy(inline, { kind: 'managed', name: 'key', arn })).toBe(false);
  expect(isPolicy(inline, { kind: 'inline', name: 'key' })).toBe(true);
  expect(isPolicy(managed, { kind: 'inline', name: 'key' })).toBe(false);
});

describe('what IAM allows', () => {
  test('a role: inline and attached policies, and its boundary', async () => {
    const { clients, role } = await open();
    role.inline.mine = DOCUMENT;
    role.boundary = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
    const { identity, boundary } = await new IamReader(clients).ofRole(ROLE);
    expect(identity.map(({ name }) => name)).toEqual([
      'mine',
      'AmazonEC2FullAccess',
      'AmazonS3FullAccess',
      'AmazonSSMManagedInstanceCore',
      'AWSCloudTrail_ReadOnlyAccess',
      'AWSKeyManagementServicePowerUser',
      'KMS-Workshop-ImportMaterialPermissions',
      'KMSWorkshop-AdditionalPermissions',
    ]);
    expect(identity[0]?.document).toEqual(DOCUMENT);
    expect(boundary?.name).toBe('AmazonS3FullAccess');
  });

  test('a user that does not exist has nothing, and nothing more is asked if that was likely', async () => {
    const opened = await open();
    const reader = new IamReader(opened.clients);
    expect(await reader.ofUser('nobody')).toBeUndefined();
    opened.clients.reads.begin();
    const { result, calls } = await counting(opened, () => reader.ofUserIfThere('nobody'));
    expect(result).toBeUndefined();
    expect(calls).toBe(1);
  });

  test.each(['ofUser', 'ofUserIfThere'] as const)(
    '%s: a list that may not be read is not an empty one',
    async (ask) => {
      const { clients, home } = await open();
      home.users.operator!.inline.blind = {
        Statement: [{ Effect: 'Deny', Action: 'iam:ListGroupsForUser', Resource: '*' }],
      };
      await expect(new IamReader(clients)[ask]('operator')).rejects.toMatchObject({ code: 'ERR_ACCESS' });
    },
  );

  test('lists are read to their last page', async () => {
    const pages: Readonly<Record<string, string>> = {
      '': '<PolicyNames><member>one</member></PolicyNames><IsTruncated>true</IsTruncated><Marker>more</Marker>',
      more: '<PolicyNames><member>two</member></PolicyNames><IsTruncated>false</IsTruncated>',
    };
    const { clients } = await canned(({ operation, body }) => {
      if (operation === 'ListRolePolicies')
        return xml(operation, pages[new URLSearchParams(body).get('Marker') ?? ''] ?? '');
      return xml(
        operation,
        operation === 'GetRolePolicy' ? `<PolicyDocument>${encoded}</PolicyDocument>` : '',
      );
    });
    const found = await new IamReader(clients).attachedToRole(ROLE);
    expect(found.map(({ name }) => name)).toEqual(['one', 'two']);
  });

  test('a document that could not be read is read again', async () => {
    const arn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    let refusals = 1;
    const { clients } = await canned(({ operation }) => {
      if (operation === 'GetPolicy' && refusals-- > 0) return xmlError('AccessDenied', 'not yet', 403);
      return operation === 'GetPolicy'
        ? xml(operation, '<Policy><PolicyId>ANPA</PolicyId><DefaultVersionId>v1</DefaultVersionId></Policy>')
        : xml(operation, `<PolicyVersion><Document>${encoded}</Document></PolicyVersion>`);
    });
    const reader = new IamReader(clients);
    await expect(reader.managed(arn)).rejects.toMatchObject({ code: 'ERR_ACCESS' });
    expect(await reader.managed(arn)).toEqual(DOCUMENT);
  });
});
