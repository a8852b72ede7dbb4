import {
  DeleteBucketEncryption$,
  type DeleteBucketEncryptionCommand,
  GetBucketEncryption$,
  type GetBucketEncryptionCommand,
  PutBucketEncryption$,
  type PutBucketEncryptionCommand,
} from '@aws-sdk/client-s3';
import { ServiceError } from '../../operation.ts';
import type { Bucket } from '../../world-buckets.ts';
import { onBucket, s3Action } from '../call.ts';
import { notImplemented } from '../unsupported.ts';

/** Every bucket encrypts by default: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
export const GetBucketEncryption = s3Action<GetBucketEncryptionCommand>()({
  schema: GetBucketEncryption$,
  readOnly: true,
  needs: (call) => [onBucket('s3:GetEncryptionConfiguration', call)],
  handle: ({ bucket: { encryption = { kind: 'AES256' } } }) => ({
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: encryption.kind,
            ...(encryption.kind === 'aws:kms' ? { KMSMasterKeyID: encryption.keyId } : {}),
          },
          BucketKeyEnabled: false,
        },
      ],
    },
  }),
});

export const PutBucketEncryption = s3Action<PutBucketEncryptionCommand>()({
  schema: PutBucketEncryption$,
  needs: (call) => [onBucket('s3:PutEncryptionConfiguration', call)],
  handle: ({ bucket, input }) => {
    bucket.encryption = defaultOf(input.ServerSideEncryptionConfiguration.Rules ?? []);
    return {};
  },
});

export const DeleteBucketEncryption = s3Action<DeleteBucketEncryptionCommand>()({
  schema: DeleteBucketEncryption$,
  needs: (call) => [onBucket('s3:PutEncryptionConfiguration', call)],
  handle: ({ bucket }) => {
    delete bucket.encryption;
    return {};
  },
});

interface Rule {
  readonly ApplyServerSideEncryptionByDefault?:
    | { readonly SSEAlgorithm?: string | undefined; readonly KMSMasterKeyID?: string | undefined }
    | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
  readonly BlockedEncryptionTypes?: object | undefined;
}

/** The key is looked up when an object is stored: S3 accepts any key here. */
function defaultOf(rules: readonly Rule[]): NonNullable<Bucket['encryption']> {
  const [rule, ...more] = rules;
  const { SSEAlgorithm: kind, KMSMasterKeyID: keyId } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  if (!kind || more.length > 0) throw malformed();
  if (rule?.BucketKeyEnabled) throw notImplemented('BucketKeyEnabled');
  if (rule?.BlockedEncryptionTypes) throw notImplemented('BlockedEncryptionTypes');
  if (kind === 'AES256' && keyId === undefined) return { kind };
  if (kind === 'aws:kms' && keyId !== undefined) return { kind, keyId };
  if (kind === 'AES256') {
    throw new ServiceError(
      'InvalidArgument',
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
    );
  }
  if (kind === 'aws:kms') throw notImplemented('the AWS managed key aws/s3; name a key');
  if (kind === 'aws:kms:dsse') throw notImplemented(kind);
  throw malformed();
}

const malformed = (): ServiceError =>
  new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
