import { createHash } from 'node:crypto';
import type { PolicyDocument } from '../../policy/document.ts';
import { fixedEntityId } from '../ids.ts';
import { objectArn } from '../s3/buckets.ts';
import { labelOf, storeObject, wholeSecond } from '../s3/objects.ts';
import type { Account, Instance, Key, ManagedPolicy, Role, World } from '../world.ts';
import { administrator, awsManaged, byName, entity, freshAccount, managedPolicy } from './entities.ts';

const ROLE = 'KMSWorkshop-InstanceInitRole';
const SAMPLE = 'SampleFile-KMS.txt';

/** The file that the workshop has a participant upload through the web app. */
const SAMPLE_TEXT = 'Sample Secret Text to Encrypt\n';

/** What AWS gives out at random: a UUID for the key, 17 hexadecimal digits for the instance. */
export interface WorkshopIds {
  readonly key: string;
  readonly instance: string;
}

/**
 * Adds an account as the workshop leaves a participant who reaches the page.
 * https://github.com/aws-samples/aws-kms-workshop (res/cf-workshoptemplate.txt, Sections 1 to 3)
 */
export function addWorkshopAccount(world: World, id: string, ids: WorkshopIds, now: Date): void {
  const account = workshopAccount(id, world.region, ids, wholeSecond(now));
  world.accounts[id] = account;
  storeSample(world, account, now);
}

/** Stored by S3's own hand, so that it lies in the bucket as S3 stores it: under a fresh data key. */
function storeSample(world: World, { buckets, keys }: Account, now: Date): void {
  const [bucket] = Object.values(buckets);
  const [key] = Object.values(keys);
  if (!bucket || !key) throw new TypeError('The workshop account has a bucket and a key.');
  storeObject(world, bucket, {
    key: SAMPLE,
    body: Buffer.from(SAMPLE_TEXT),
    label: labelOf({}),
    encryption: { kind: 'aws:kms', key, context: { 'aws:s3:arn': objectArn(bucket.name, SAMPLE) } },
    now,
  });
}

function workshopAccount(id: string, region: string, ids: WorkshopIds, created: string): Account {
  const key = importedKey(id, region, ids.key, created);
  const policies = [
    managedPolicy(id, created, 'KMS-Workshop-ImportMaterialPermissions', ['kms:ImportKeyMaterial']),
    managedPolicy(id, created, 'KMSWorkshop-AdditionalPermissions', [
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:TagResource',
      'kms:UntagResource',
    ]),
  ];
  const role = instanceRole(id, created, policies);
  const bucket = { name: `kmsworkshop-${id}`, created, objects: {} };
  const alias = {
    name: 'alias/ImportedCMK',
    arn: `arn:aws:kms:${region}:${id}:alias/ImportedCMK`,
    keyId: key.id,
    created,
    updated: created,
  };
  const profile = {
    id: fixedEntityId('AIPA', `${id}/${ROLE}`),
    arn: `arn:aws:iam::${id}:instance-profile/${ROLE}`,
    name: ROLE,
    path: '/',
    created,
    roles: [ROLE],
  };
  const instance = workshopInstance(`i-${ids.instance}`, created, profile.arn);
  return {
    ...freshAccount(id, created),
    users: byName([administrator(id, created, 'operator'), administrator(id, created, 'another-admin')]),
    roles: byName([role]),
    policies: Object.fromEntries(policies.map((policy) => [policy.arn, policy])),
    instanceProfiles: byName([profile]),
    keys: { [key.id]: key },
    aliases: byName([alias]),
    buckets: byName([bucket]),
    instances: { [instance.id]: instance },
  };
}

function importedKey(account: string, region: string, id: string, created: string): Key {
  const material = createHash('sha256').update('the participant’s own key material').digest();
  return {
    id,
    arn: `arn:aws:kms:${region}:${account}:key/${id}`,
    created,
    description: '',
    origin: 'EXTERNAL',
    state: 'Enabled',
    material: material.toString('base64'),
    materialId: createHash('sha256').update(material).digest('base64'),
    // The workshop imports with an end; 365 days is the most KMS takes.
    validTo: wholeSecond(new Date(Date.parse(created) + 365 * 24 * 3600 * 1000)),
    tags: {},
    policy: defaultKeyPolicy(account),
  };
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const defaultKeyPolicy = (account: string): PolicyDocument => ({
  Version: '2012-10-17',
  Id: 'key-default-1',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});

const instanceRole = (account: string, created: string, own: readonly ManagedPolicy[]): Role => ({
  ...entity('AROA', 'role', account, created, ROLE),
  maxSessionSeconds: 3600,
  trust: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  },
  inline: {},
  attached: [
    'AmazonS3FullAccess',
    'AWSCloudTrail_ReadOnlyAccess',
    'AmazonEC2FullAccess',
    'AWSKeyManagementServicePowerUser',
  ]
    .map(awsManaged)
    .concat(own.map(({ arn }) => arn)),
});

const workshopInstance = (id: string, created: string, instanceProfile: string): Instance => ({
  id,
  imageId: 'ami-0123456789abcdef0',
  type: 't2.micro',
  state: 'running',
  launched: created,
  privateIp: '10.0.0.10',
  publicIp: '203.0.113.10',
  instanceProfile,
  securityGroups: [{ id: 'sg-0123456789abcdef0', name: 'KMSWorkshop-SG' }],
  vpcId: 'vpc-0123456789abcdef0',
  subnetId: 'subnet-0123456789abcdef0',
  tags: { Name: 'KMSWorkshop-Instance' },
  managed: true,
  files: {},
  webAppLog: '',
});
