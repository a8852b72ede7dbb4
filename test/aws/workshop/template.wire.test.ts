import { describe, expect, test } from 'vitest';
import { template } from '../../../src/aws/workshop/template.ts';
import made from '../../../src/sandbox/seed/workshop.json' with { type: 'json' };
import { freshDirectory } from '../../sandbox/served.ts';
import { NAMES } from '../opened.ts';
import { openEmpty } from './opened.ts';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type has properties of its own.
  readonly Properties: Record<string, any>;
}

const { Resources, ...rest } = template(NAMES) as { Resources: Record<string, Resource> };
const { roles, policies, keys, instances, securityGroups, buckets } = made.account;

/** The parts that CloudFormation fills in, as placeholders like in the record of setup. */
const open = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, member) => member?.['Fn::Sub'] ?? member)
      .replaceAll('${AWS::Partition}', 'aws')
      .replaceAll('${AWS::AccountId}', '<account>'),
  );

/** By the part of setup; implied parts have no resource. */
const RESOURCE_OF: Readonly<Record<string, string>> = {
  'import-permissions': 'ImportPermissions',
  'additional-permissions': 'AdditionalPermissions',
  role: 'Role',
  'instance-profile': 'InstanceProfile',
  'role-in-profile': 'InstanceProfile',
  key: 'Key',
  alias: 'Alias',
  bucket: 'Bucket',
  'bucket-tag': 'Bucket',
  'bucket-closed': 'Bucket',
  'security-group': 'SecurityGroup',
  ingress: 'SecurityGroup',
  instance: 'Instance',
};
/** Parts that CloudFormation cannot create, or that AWS creates by itself. */
const NOT_THERE = ['key-material', 'sample', 'managed', 'user'];

test('every part of setup is a resource, or one of the two that setup creates afterward', async () => {
  const { session } = await openEmpty();
  const { workshop } = (await session()).session;
  const ids = workshop.parts.map(({ id }) => id).filter((id) => !id.startsWith('attached-'));
  expect(ids.filter((id) => !NOT_THERE.includes(id)).sort()).toEqual(Object.keys(RESOURCE_OF).sort());
  for (const id of Object.values(RESOURCE_OF)) expect(Resources).toHaveProperty(id);
});

describe('it has what setup creates', () => {
  test('the policies, verbatim', () => {
    for (const { name, versions } of Object.values(policies)) {
      const found = Object.values(Resources).find(({ Properties }) => Properties.ManagedPolicyName === name);
      expect(found?.Properties.PolicyDocument).toEqual(versions.v1.document);
    }
  });

  test('the role: trust and policies', () => {
    const [role] = Object.values(roles);
    expect(Resources.Role?.Properties.AssumeRolePolicyDocument).toEqual(role?.trust);
    const attached = open(Resources.Role?.Properties.ManagedPolicyArns) as (string | { Ref: string })[];
    const arns = attached.map((one) =>
      typeof one === 'string'
        ? one
        : `arn:aws:iam::<account>:policy/${Resources[one.Ref]?.Properties.ManagedPolicyName}`,
    );
    expect(arns).toEqual(role?.attached);
  });

  test('the key, which a stack leaves, and its alias', () => {
    const [key] = Object.values(keys);
    expect(Resources.Key).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { Origin: key?.origin, Description: key?.description },
    });
    expect(Resources.Alias?.Properties).toEqual({
      AliasName: 'alias/ImportedCMK',
      TargetKeyId: { Ref: 'Key' },
    });
  });

  test('the bucket, private', () => {
    const [bucket] = Object.values(buckets);
    expect(open(Resources.Bucket?.Properties)).toMatchObject({
      BucketName: bucket?.name,
      PublicAccessBlockConfiguration: bucket?.publicAccessBlock,
    });
  });

  test('the instance and its group', () => {
    const [group] = Object.values(securityGroups);
    expect(Resources.SecurityGroup?.Properties).toMatchObject({
      GroupName: group?.name,
      GroupDescription: group?.description,
      SecurityGroupIngress: [{ FromPort: 80, ToPort: 80, CidrIp: { Ref: 'MyAddress' } }],
    });
    const [instance] = Object.values(instances);
    const { InstanceType, Tags, UserData } = Resources.Instance?.Properties ?? {};
    expect(InstanceType).toBe(instance?.type);
    expect(Tags).toContainEqual({ Key: 'Name', Value: instance?.tags.Name });
    const app = Buffer.from(instance?.files['WebAppEncSSE.py'] ?? '', 'base64').toString();
    expect(UserData['Fn::Base64']).toContain(app);
    expect(Resources.LaunchTemplate?.Properties.LaunchTemplateData.MetadataOptions.HttpTokens).toBe(
      'required',
    );
  });
});

test('no ARN has a fixed partition, and no one is allowed by default', () => {
  const text = JSON.stringify({ Resources, ...rest });
  expect(text).not.toContain('arn:aws:');
  expect(text).not.toContain('0.0.0.0/0');
});

test('setup finishes what a stack created, and a teardown leaves it', async () => {
  const { setup, teardown, home } = await openEmpty();
  await setup();
  await teardown((part) => (part.id === 'sample' || part.id === 'user' ? undefined : { note: 'later' }));
  const lent = { 'kms-lab': 'made by CloudFormation' };
  const { roles, policies, instanceProfiles, keys, buckets, instances, securityGroups } = home();
  for (const things of [roles, policies, instanceProfiles, keys, buckets, instances, securityGroups ?? {}]) {
    for (const thing of Object.values(things)) thing.tags = { ...thing.tags, ...lent };
  }
  const [key] = Object.values(keys);
  Object.assign(key!, { state: 'PendingImport', material: undefined, materialId: undefined });
  const state = freshDirectory();
  const { outcome } = await setup(state);
  expect(outcome.error).toBeUndefined();
  expect(outcome.parts.filter(({ status }) => status === 'made').map(({ id }) => id)).toEqual([
    'key-material',
    'sample',
  ]);
  const down = await teardown(undefined, state);
  expect(down.outcome.error).toBeUndefined();
  expect(down.outcome.parts.filter(({ status }) => status === 'absent').map(({ id }) => id)).toEqual([
    'sample',
    'user',
  ]);
});
