import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { GetBucketPolicyCommand, HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Facts } from '../contract/facts.ts';
import { type KeySituation, withRolePolicy } from '../contract/key-situation.ts';
import type { Lab } from '../contract/lab.ts';
import type { Prospect, WebAppProspect } from '../contract/prospect.ts';
import type { Resources, Snapshot } from '../contract/resource.ts';
import type { AccountSurroundings } from '../contract/surroundings.ts';
import type { Decision } from '../policy/decision.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { evaluatePolicies } from '../policy/evaluate.ts';
import { operationKeys, viaServiceKeys } from '../policy/kms-context.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Context, NotPrincipalModel, Policies } from '../policy/request.ts';
import type { RestOfAccount } from './around/rest-of-account.ts';
import type { Clients } from './client/clients.ts';
import { ifAllowed, ifExists, isMissing } from './client/failure.ts';
import { type Unusable, unusable } from './key-usable.ts';
import { readKeySituation } from './probes/access.ts';
import { foreseeAll, predictMatrixOf } from './probes/predict.ts';
import type { Cast } from './probes/principals.ts';
import { SAMPLE_UPLOAD } from './web-app/visitor.ts';

/** What a situation is read from. */
export interface ProspectSources {
  readonly clients: Pick<Clients, 'kms' | 's3'>;
  readonly facts: Facts;
  readonly resources: Pick<Resources, 'key-policy'>;
  readonly cast: Cast;
  readonly rest: RestOfAccount;
  readonly notPrincipal?: NotPrincipalModel;
}

/** Everything that decides, read once: any number of plans can be predicted from it. */
export interface Situation extends KeySituation {
  readonly unusable: Unusable | undefined;
  /** `undefined` if the bucket has none, or if the operator may not read it. */
  readonly bucketPolicy: PolicyDocument | undefined;
  readonly sample: WebAppProspect['sample'];
  /** The sample uses a bucket key, so its encryption context names the bucket's ARN. */
  readonly sampleByBucketKey: boolean;
  readonly rest: AccountSurroundings;
  readonly changedSince: Lab['changedSince'];
}

/** Reads only, and usually nothing that this round has not already read. */
export async function readSituation(sources: ProspectSources): Promise<Situation> {
  const { clients, facts, resources, cast, rest: restOf, notPrincipal } = sources;
  const [ofKey, described, bucketPolicy, sample, rest] = await Promise.all([
    readKeySituation(facts, resources, cast, notPrincipal ? { notPrincipal } : {}),
    clients.kms.send(new DescribeKeyCommand({ KeyId: facts.key.id })),
    readBucketPolicy(clients, facts),
    readSample(clients, facts),
    restOf.read(),
  ]);
  return {
    ...ofKey,
    ...sample,
    unusable: unusable(described.KeyMetadata ?? {}),
    bucketPolicy,
    rest,
    changedSince: restOf.changedSince,
  };
}

/** What to expect once the documents are in the account. Pure. */
export function prospectFor(situation: Situation, documents: Snapshot): Prospect {
  return {
    documents,
    matrix: predictMatrixOf(situation, documents),
    foresee: (as) => foreseeAll(situation, documents, as),
    ...(situation.unusable ? { unusable: situation.unusable } : {}),
    webApp: webAppIn(situation, documents),
    rest: situation.rest,
    changedSince: (before) => situation.changedSince(before, situation.rest),
  };
}

/** `Lab.prospect`. */
export const prospectOf = async (sources: ProspectSources, documents: Snapshot): Promise<Prospect> =>
  prospectFor(await readSituation(sources), documents);

/** NoSuchBucketPolicy is a 404. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
async function readBucketPolicy(
  { s3 }: Pick<Clients, 's3'>,
  { bucket: Bucket }: Facts,
): Promise<PolicyDocument | undefined> {
  const answer = await ifExists(ifAllowed(s3.send(new GetBucketPolicyCommand({ Bucket }))));
  return answer?.Policy === undefined ? undefined : parsePolicy(answer.Policy);
}

async function readSample(
  { s3 }: Pick<Clients, 's3'>,
  { bucket: Bucket, sampleObject: Key, key }: Facts,
): Promise<Pick<Situation, 'sample' | 'sampleByBucketKey'>> {
  const told = (sample: Situation['sample'], head?: HeadObjectCommandOutput) => ({
    sample,
    sampleByBucketKey: head?.BucketKeyEnabled === true,
  });
  try {
    const head = await ifAllowed(s3.send(new HeadObjectCommand({ Bucket, Key })));
    if (!head) return told('unreadable');
    if (!head.SSEKMSKeyId) return told('without-kms', head);
    // S3 returns the ARN; other services return what the upload named.
    const ours = [key.arn, key.id].includes(head.SSEKMSKeyId);
    return told(ours ? 'under-the-key' : 'under-another-key', head);
  } catch (error) {
    if (isMissing(error)) return told('missing');
    throw error;
  }
}

/**
 * The web app's calls: ListObjects for its list, GetObject for a file, PutObject with the key for an upload; and what
 * S3 then asks KMS as the instance role.
 */
function webAppIn(situation: Situation, documents: Snapshot): WebAppProspect {
  const { facts, sample, sampleByBucketKey } = situation;
  const bucket = `arn:${facts.partition}:s3:::${facts.bucket}`;
  const object = `${bucket}/${facts.sampleObject}`;
  const upload = `${bucket}/${SAMPLE_UPLOAD}`;
  const { ofBucket, ofKey } = askingAsRole(situation, documents);
  const keyId = documents['web-app']?.keyId ?? facts.key.id;
  return {
    list: ofBucket('s3:ListBucket', bucket),
    get: ofBucket('s3:GetObject', object),
    put: ofBucket('s3:PutObject', upload, {
      's3:x-amz-server-side-encryption': 'aws:kms',
      's3:x-amz-server-side-encryption-aws-kms-key-id': keyId,
    }),
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context
    decrypt: ofKey('kms:Decrypt', sampleByBucketKey ? bucket : object),
    dataKey: ofKey('kms:GenerateDataKey', upload),
    sampleObject: facts.sampleObject,
    sample,
  };
}

function askingAsRole(situation: Situation, documents: Snapshot) {
  const { facts, members, keyPolicy, grants, context, bucketPolicy, notPrincipal } = situation;
  const found = members.find(({ id }) => id === 'instance-role');
  if (!found) throw new Error('The matrix has no row for the instance role.');
  const { caller, policies, context: own } = withRolePolicy(found, documents, facts);
  const decide = (action: string, resource: string, asked: Context, others: Partial<Policies>): Decision =>
    evaluatePolicies(
      { caller, action, resource, context: { ...own, ...asked } },
      { ...policies, owner: facts.accountId, ...others },
      { notPrincipal },
    );
  const key = { name: 'the key policy', document: documents['key-policy'] ?? keyPolicy };
  const onBucket = bucketPolicy ? { resource: { name: 'the bucket policy', document: bucketPolicy } } : {};
  return {
    ofBucket: (action: string, resource: string, asked: Context = {}) =>
      decide(action, resource, asked, onBucket),
    /** `aws:s3:arn`: the encryption context that S3 uses. The request keeps the caller's own address and Region. */
    ofKey: (action: string, arn: string) =>
      decide(
        action,
        facts.key.arn,
        {
          ...context,
          ...operationKeys(action),
          ...viaServiceKeys('s3', facts.region, { 'aws:s3:arn': arn }),
        },
        { resource: key, grants },
      ),
  };
}
