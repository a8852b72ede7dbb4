import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type PublicAccessBlockConfiguration,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Seen } from '../../contract/examination.ts';
import { sh } from '../../contract/suggestion.ts';
import { awsCode, isForbidden } from '../client/failure.ts';
import { type Examination, fine, unknown, warning } from '../doctor/examination.ts';
import type { StateBucket } from './state-bucket.ts';

const TOPIC = { topic: 'state', needs: ['state-bucket'] } as const;

/** What an instructor should know of the bucket before a room relies on it. Reads only. */
export function stateExaminations(opened: StateBucket): readonly Examination[] {
  const { bucket: Bucket } = opened;
  return [
    {
      ...TOPIC,
      id: 'state-bucket',
      title: 'bucket of the state',
      needs: [],
      async look() {
        const { BucketRegion } = await opened.send((client) =>
          client.send(new HeadBucketCommand({ Bucket })),
        );
        return fine(BucketRegion ? `${Bucket}, in ${BucketRegion}` : Bucket);
      },
    },
    {
      ...TOPIC,
      id: 'state-owner',
      title: 'its owner',
      look: () => ownerSeen(opened),
    },
    {
      ...TOPIC,
      id: 'state-encryption',
      title: 'its encryption',
      look: () => readable('s3:GetEncryptionConfiguration', () => encryptionSeen(opened)),
    },
    {
      ...TOPIC,
      id: 'state-public-access',
      title: 'its public access',
      look: () => readable('s3:GetBucketPublicAccessBlock', () => publicAccessSeen(opened)),
    },
    {
      ...TOPIC,
      id: 'state-versioning',
      title: 'its versioning',
      look: () => readable('s3:GetBucketVersioning', () => versioningSeen(opened)),
    },
  ];
}

/** The identity can use the state without these permissions: only `doctor` asks. */
async function readable(permission: string, look: () => Promise<Seen>): Promise<Seen> {
  try {
    return await look();
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return unknown('could not be read', `the identity of the state needs ${permission}`);
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html */
async function ownerSeen(opened: StateBucket): Promise<Seen> {
  const { bucket: Bucket } = opened;
  const { Account: ExpectedBucketOwner } = await opened.send(async ({ config }) => {
    const { credentials, region, requestHandler } = config;
    const endpoint = config.endpoint ? { endpoint: await config.endpoint() } : {};
    const sts = new STSClient({ credentials, region, requestHandler, ...endpoint });
    return sts.send(new GetCallerIdentityCommand({}));
  });
  try {
    const asked = new HeadBucketCommand({ Bucket, ...(ExpectedBucketOwner ? { ExpectedBucketOwner } : {}) });
    await opened.send((client) => client.send(asked));
    return fine(`account ${ExpectedBucketOwner}, whose identity signs`);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return warning(
      `another account than ${ExpectedBucketOwner}, whose identity signs`,
      'who may write the bucket decides what a reset restores: use it only if you know its owner',
    );
  }
}

async function encryptionSeen({ bucket: Bucket, send }: StateBucket): Promise<Seen> {
  const { ServerSideEncryptionConfiguration } = await send((client) =>
    client.send(new GetBucketEncryptionCommand({ Bucket })),
  );
  const { SSEAlgorithm, KMSMasterKeyID } =
    ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault ?? {};
  if (SSEAlgorithm === undefined) return warning('the bucket says no encryption');
  return fine(KMSMasterKeyID ? `${SSEAlgorithm}, under ${KMSMasterKeyID}` : `${SSEAlgorithm}, by S3`);
}

const BLOCKS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const satisfies readonly (keyof PublicAccessBlockConfiguration)[];

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
async function publicAccessSeen({ bucket: Bucket, send }: StateBucket): Promise<Seen> {
  const blocked = await send((client) => client.send(new GetPublicAccessBlockCommand({ Bucket }))).then(
    ({ PublicAccessBlockConfiguration }) => PublicAccessBlockConfiguration,
    (error) => {
      if (awsCode(error) === 'NoSuchPublicAccessBlockConfiguration') return undefined;
      throw error;
    },
  );
  const open = BLOCKS.filter((block) => blocked?.[block] !== true);
  if (open.length === 0) return fine('blocked');
  const all = BLOCKS.map((block) => `${block}=true`).join(',');
  return warning(`the bucket does not have ${open.join(', ')}`, undefined, [
    {
      shell: sh`aws s3api put-public-access-block --bucket ${Bucket} --public-access-block-configuration ${all}`,
      why: 'blocks it',
    },
  ]);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html */
async function versioningSeen({ bucket: Bucket, send }: StateBucket): Promise<Seen> {
  const { Status } = await send((client) => client.send(new GetBucketVersioningCommand({ Bucket })));
  if (Status === 'Enabled') {
    return fine('on; each renewal of a lease is a version, so expire noncurrent ones after a few weeks');
  }
  return warning('off: a state that is overwritten or deleted by mistake is lost', undefined, [
    {
      shell: sh`aws s3api put-bucket-versioning --bucket ${Bucket} --versioning-configuration Status=Enabled`,
      why: 'turns it on',
    },
  ]);
}
