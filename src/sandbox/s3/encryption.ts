import { operationKeys, viaServiceKeys } from '../../policy/kms-context.ts';
import type { Context } from '../../policy/request.ts';
import { findKmsKey } from '../kms/keys.ts';
import { type ApiCall, type Demand, ServiceError } from '../operation.ts';
import type { Key } from '../world.ts';
import type { Bucket, StoredObject } from '../world-buckets.ts';
import { objectArn } from './buckets.ts';
import { fromKms } from './from-kms.ts';
import { notImplemented } from './unsupported.ts';

/** How an object is to be stored: only under S3's own key, or under a KMS key. */
export type Encryption =
  | { readonly kind: 'AES256' }
  | { readonly kind: 'aws:kms'; readonly key: Key; readonly context: Readonly<Record<string, string>> };

type Stored = StoredObject['encryption'];

export interface EncryptionInput {
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  /** Base64 of a JSON object of strings. */
  readonly SSEKMSEncryptionContext?: string | undefined;
}

/**
 * What the request asks for; otherwise, the bucket's default.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function encryptionFor(call: ApiCall<EncryptionInput>, bucket: Bucket, objectKey: string): Encryption {
  const { kind, keyId } = asked(call.input) ?? byDefault(bucket);
  if (kind === 'AES256') return { kind };
  if (keyId === undefined) throw notImplemented('the AWS managed key aws/s3; name a key');
  const context = {
    ...givenContext(call.input.SSEKMSEncryptionContext),
    'aws:s3:arn': objectArn(bucket.name, objectKey),
  };
  return { kind, key: encryptionKeyNamed(call, keyId), context };
}

interface Wanted {
  readonly kind: 'AES256' | 'aws:kms';
  readonly keyId?: string | undefined;
}

function asked(input: EncryptionInput): Wanted | undefined {
  const { ServerSideEncryption: kind, SSEKMSKeyId: keyId, SSEKMSEncryptionContext: context } = input;
  if (kind === 'aws:kms:dsse') throw notImplemented(kind);
  // That a context alone gets the same answer as a key is inferred.
  if ((keyId ?? context) !== undefined && kind !== 'aws:kms') {
    throw invalid(
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    );
  }
  if (kind === undefined) return undefined;
  if (kind !== 'AES256' && kind !== 'aws:kms')
    throw invalid('The encryption method specified is not supported');
  return { kind, keyId };
}

const byDefault = ({ encryption }: Bucket): Wanted => encryption ?? { kind: 'AES256' };

function givenContext(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined) return {};
  const context = parse(Buffer.from(text, 'base64').toString('utf8'));
  const isContext =
    typeof context === 'object' &&
    context !== null &&
    Object.values(context).every((value) => typeof value === 'string');
  if (!isContext)
    throw invalid('The header x-amz-server-side-encryption-context is not base64 of a JSON object.');
  return context as Record<string, string>;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const invalid = (message: string): ServiceError => new ServiceError('InvalidArgument', message);

/** An id or an alias without an account belongs to the caller's account, not the bucket owner's. */
export const encryptionKeyNamed = (
  { world, identity: { caller }, region }: ApiCall<unknown>,
  keyId: string,
): Key =>
  fromKms(() =>
    findKmsKey(world, keyId, { accountId: 'accountId' in caller ? caller.accountId : world.home, region }),
  );

/** S3 calls KMS as the caller: to create a data key for a new object, or to decrypt that of a stored one. */
export const toEncrypt = (call: ApiCall<unknown>, encryption: Encryption): readonly Demand[] =>
  encryption.kind === 'AES256'
    ? []
    : [viaS3(call, 'kms:GenerateDataKey', encryption.key.arn, encryption.context)];

export const toDecrypt = (call: ApiCall<unknown>, encryption: Stored): readonly Demand[] =>
  encryption.kind === 'AES256'
    ? []
    : [
        {
          ...viaS3(call, 'kms:Decrypt', encryption.keyArn, encryption.context),
          refersTo: 'the resource associated with this ciphertext',
        },
      ];

const viaS3 = (
  { region }: ApiCall<unknown>,
  action: string,
  resource: string,
  context: Readonly<Record<string, string>>,
): Demand => ({
  action,
  resource,
  context: { ...operationKeys(action), ...viaServiceKeys('s3', region, context) },
});

/** Condition keys with which bucket policies require encryption. */
export const encryptionKeys = ({ ServerSideEncryption, SSEKMSKeyId }: EncryptionInput): Context => ({
  ...(ServerSideEncryption ? { 's3:x-amz-server-side-encryption': ServerSideEncryption } : {}),
  ...(SSEKMSKeyId ? { 's3:x-amz-server-side-encryption-aws-kms-key-id': SSEKMSKeyId } : {}),
});

/** The members in which S3 returns how an object is encrypted. */
export const encryptionMembers = (encryption: Stored) =>
  encryption.kind === 'AES256'
    ? { ServerSideEncryption: 'AES256' as const }
    : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: encryption.keyArn };
