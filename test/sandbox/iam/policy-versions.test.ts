import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListPolicyVersionsCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { HOME, openAccount, refusalOf } from './account.ts';

const ARN = `arn:aws:iam::${HOME}:policy/KMSWorkshop-AdditionalPermissions`;

const allowing = (...Action: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

async function openWithPolicy(): Promise<IAMClient> {
  const iam = openAccount().iam();
  await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'KMSWorkshop-AdditionalPermissions',
      PolicyDocument: allowing('kms:Encrypt', 'kms:Decrypt'),
    }),
  );
  return iam;
}

const create = (iam: IAMClient, SetAsDefault = false) =>
  iam.send(
    new CreatePolicyVersionCommand({ PolicyArn: ARN, PolicyDocument: allowing('kms:Encrypt'), SetAsDefault }),
  );

const remove = (iam: IAMClient, VersionId: string) =>
  iam.send(new DeletePolicyVersionCommand({ PolicyArn: ARN, VersionId }));

/** Newest first, the default with a star. */
async function versions(iam: IAMClient): Promise<readonly string[]> {
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn: ARN }));
  return Versions.map(({ VersionId, IsDefaultVersion }) => `${VersionId}${IsDefaultVersion ? '*' : ''}`);
}

async function documentOf(iam: IAMClient, VersionId: string): Promise<string> {
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: ARN, VersionId }));
  return PolicyVersion?.Document ?? '';
}

test('a policy is edited with a new default version, and restored by setting the old one', async () => {
  const iam = await openWithPolicy();
  expect((await create(iam, true)).PolicyVersion).toMatchObject({ VersionId: 'v2', IsDefaultVersion: true });
  expect(await versions(iam)).toEqual(['v2*', 'v1']);
  await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: ARN, VersionId: 'v1' }));
  expect(await versions(iam)).toEqual(['v2', 'v1*']);
  expect((await iam.send(new GetPolicyCommand({ PolicyArn: ARN }))).Policy?.DefaultVersionId).toBe('v1');
});

test('a document is returned percent-encoded according to RFC 3986, and is the one that was sent', async () => {
  const iam = await openWithPolicy();
  const encoded = await documentOf(iam, 'v1');
  expect(encoded).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+$/);
  expect(JSON.parse(decodeURIComponent(encoded))).toEqual(JSON.parse(allowing('kms:Encrypt', 'kms:Decrypt')));
});

test('a sixth version is refused until one is deleted, and gets a new number', async () => {
  const iam = await openWithPolicy();
  for (const _ of Array(4)) await create(iam);
  expect(await refusalOf(create(iam))).toEqual({
    code: 'LimitExceeded',
    status: 409,
    text: 'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  });
  await remove(iam, 'v5');
  await create(iam);
  expect(await versions(iam)).toEqual(['v6', 'v4', 'v3', 'v2', 'v1*']);
});

test('ten versions later the newest is still first', async () => {
  const iam = await openWithPolicy();
  for (let version = 2; version <= 11; version++) {
    await create(iam);
    if (version > 3) await remove(iam, `v${version - 2}`);
  }
  expect(await versions(iam)).toEqual(['v11', 'v10', 'v1*']);
});

test('the default version stays, and the others are deleted before the policy is', async () => {
  const iam = await openWithPolicy();
  await create(iam);
  expect(await refusalOf(remove(iam, 'v1'))).toEqual({
    code: 'DeleteConflict',
    status: 409,
    text: 'Cannot delete the default version of a policy.',
  });
  const removePolicy = () => iam.send(new DeletePolicyCommand({ PolicyArn: ARN }));
  expect(await refusalOf(removePolicy())).toEqual({
    code: 'DeleteConflict',
    status: 409,
    text: "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
  });
  await remove(iam, 'v2');
  await removePolicy();
  expect(await refusalOf(removePolicy())).toMatchObject({ code: 'NoSuchEntity' });
});
