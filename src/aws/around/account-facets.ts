import { type IAMClient, ListPoliciesCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { GetBucketPolicyCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Facts } from '../../contract/facts.ts';
import { asIs, type Suggestion, sh } from '../../contract/suggestion.ts';
import { sameDocument } from '../../policy/canonical.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { awsCode, ifExists, isMissing } from '../client/failure.ts';
import { everyPage } from '../client/pages.ts';
import { ACCEPT, type AccountFacet, listed, NONE, nameIn, SETUP } from './facet.ts';

/** Items per page for what an account may have thousands of: IAM's maximum. */
const MOST = 1000;

/** IAM, except for the instance role and the lab's user. */
export const iamFacets = (iam: IAMClient, facts: Facts): readonly AccountFacet[] => [
  listed({
    about: 'other-users',
    name: 'other IAM users',
    items: async () => {
      const users = await everyPage(
        (Marker) => iam.send(new ListUsersCommand({ Marker, MaxItems: MOST })),
        (page) => [page.Users, page.Marker],
      );
      return users.map(({ UserName = '' }) => UserName).filter((name) => name !== facts.userName);
    },
    added: (name) => `The user ${name} is new.`,
    gone: (name) => `The user ${name} was deleted.`,
    remove: (name) => [
      { why: `removes the user ${name}, who is new`, shell: sh`aws iam delete-user --user-name ${name}` },
    ],
    // A new user of that name would be a different principal: without policies, and not the one that documents name.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    restore: () => [ACCEPT],
  }),
  policiesFacet(iam, facts),
];

/** Each with its default version: `arn:… v2`. */
function policiesFacet(iam: IAMClient, { rolePolicy }: Facts): AccountFacet {
  const own = rolePolicy.kind === 'managed' ? rolePolicy.arn : undefined;
  const policies = (text: string): ReadonlyMap<string, string> =>
    new Map(text === NONE ? [] : text.split(', ').map((item) => item.split(' ') as [string, string]));
  const back = (arn: string, version: string): Suggestion => ({
    why: 'makes the previous version the default again',
    shell: sh`aws iam set-default-policy-version --policy-arn ${arn} --version-id ${version}`,
  });
  const remove = (arn: string): Suggestion => ({
    why: 'removes a policy that is new',
    shell: sh`aws iam delete-policy --policy-arn ${arn}`,
  });
  return {
    about: 'other-policies',
    name: 'other customer-managed policies',
    async read() {
      const all = await everyPage(
        (Marker) => iam.send(new ListPoliciesCommand({ Scope: 'Local', Marker, MaxItems: MOST })),
        (page) => [page.Policies, page.Marker],
      );
      const others = all.filter(({ Arn }) => Arn !== own);
      return (
        others
          .map(({ Arn, DefaultVersionId }) => `${Arn} ${DefaultVersionId}`)
          .sort()
          .join(', ') || NONE
      );
    },
    says(before, now) {
      const [then, today] = [policies(before), policies(now)];
      const fresh = [...today.keys()].filter((arn) => !then.has(arn));
      const changed = [...then].filter(([arn, version]) => today.get(arn) !== version);
      return [
        ...fresh.map((arn) => `The policy ${nameIn(arn)} is new.`),
        ...changed.map(([arn, version]) =>
          today.has(arn)
            ? `The default version of the policy ${nameIn(arn)} is ${today.get(arn)}; it was ${version}.`
            : `The policy ${nameIn(arn)} was deleted.`,
        ),
      ].join(' ');
    },
    undo(before, now) {
      const [then, today] = [policies(before), policies(now)];
      const fresh = [...today.keys()].filter((arn) => !then.has(arn)).map(remove);
      const changed = [...then].filter(([arn, version]) => today.get(arn) !== version);
      return [...fresh, ...changed.map(([arn, version]) => (today.has(arn) ? back(arn, version) : ACCEPT))];
    },
  };
}

const NO_BUCKET = 'no such bucket';
const ABSENT = 'absent';

/** The sample file, and the policy of its bucket. */
export const bucketFacets = (s3: S3Client, facts: Facts): readonly AccountFacet[] => [
  sampleFacet(s3, facts),
  bucketPolicyFacet(s3, facts),
];

function sampleFacet(s3: S3Client, { bucket: Bucket, sampleObject: Key, key }: Facts): AccountFacet {
  const address = `s3://${Bucket}/${Key}`;
  return {
    about: 'sample-file',
    name: `sample file ${address}`,
    madeAnew: true,
    // The ETag of an object that KMS encrypts changes each time the object is stored.
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
    read: async () => {
      const head = await ifExists(s3.send(new HeadObjectCommand({ Bucket, Key })));
      return head ? sized(head.ContentLength, idIn(head.SSEKMSKeyId)) : ABSENT;
    },
    says: (before, now) =>
      now === ABSENT
        ? `The sample file ${address} was deleted.`
        : before === ABSENT
          ? `The sample file ${address} is new.`
          : `The sample file ${address} was stored again: ${now}, and ${before} before.`,
    undo(before, now) {
      const [was, is] = [before, now].map(sizeAndKeyIn);
      if (now === ABSENT) return before === ABSENT ? [] : [SETUP];
      if (was?.size !== is?.size || was?.under === undefined) return [ACCEPT];
      const shell = sh`aws s3 cp ${address} ${address} --sse aws:kms --sse-kms-key-id ${was.under === key.id ? key.arn : was.under}`;
      return [{ why: 'stores the sample file under its key again', shell }];
    },
  };
}

function bucketPolicyFacet(s3: S3Client, { bucket: Bucket }: Facts): AccountFacet {
  const ofBucket = sh`--bucket ${Bucket}`;
  return {
    about: 'bucket-policy',
    name: `policy of the bucket ${Bucket}`,
    async read() {
      try {
        const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
        return JSON.stringify(parsePolicy(Policy));
      } catch (error) {
        if (isMissing(error)) return awsCode(error) === 'NoSuchBucket' ? NO_BUCKET : NONE;
        throw error;
      }
    },
    same: (before, now) =>
      before === now ||
      (before.startsWith('{') && now.startsWith('{') && sameDocument(parsePolicy(before), parsePolicy(now))),
    says(before, now) {
      if (now === NO_BUCKET) return `The bucket ${Bucket} was deleted.`;
      if (now === NONE) return `The bucket ${Bucket} has no policy anymore.`;
      const what = before === NONE ? 'has a policy, and had none before' : 'has another policy than before';
      return `The bucket ${Bucket} ${what}: ${now}.`;
    },
    undo(before, now) {
      if (now === NO_BUCKET) return [SETUP];
      if (!before.startsWith('{'))
        return [
          {
            why: 'removes the policy of the bucket',
            shell: sh`aws s3api delete-bucket-policy ${asIs(ofBucket)}`,
          },
        ];
      const shell = sh`aws s3api put-bucket-policy ${asIs(ofBucket)} --policy ${before}`;
      return [{ why: 'restores the policy of the bucket', shell }];
    },
  };
}

/** S3 returns the ARN of a key; other services return what the upload named. */
const idIn = (key: string | undefined): string | undefined => key?.replace(/^.*:key\//, '');

const sized = (size: number | undefined, keyId: string | undefined): string =>
  `${size} bytes ${keyId ? `under ${keyId}` : 'without KMS'}`;

function sizeAndKeyIn(text: string): { readonly size?: string; readonly under?: string | undefined } {
  const [, size, under] = /^(\w+) bytes (?:under (\S+)|without KMS)$/.exec(text) ?? [];
  return size ? { size, under } : {};
}
