import { randomUUID } from 'node:crypto';
import { CreateKey$, type CreateKeyCommand } from '@aws-sdk/client-kms';
import type { PolicyDocument } from '../../../policy/document.ts';
import { kindKeys } from '../../../policy/kms-context.ts';
import { type InputOf, operation, ServiceError } from '../../operation.ts';
import type { Key } from '../../world.ts';
import { beginKmsCall, kmsAccountOf } from '../call.ts';
import { kmsValidationError } from '../constraints.ts';
import { SYMMETRIC } from '../cryptography.ts';
import { metadataOf } from '../describe.ts';
import { newMaterial } from '../material.ts';
import { acceptPolicy, bypassContext } from '../new-policy.ts';
import { kmsRequestTags, withKmsTags } from '../tags.ts';

/**
 * Tagging the new key needs a permission that covers every key.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/manage-tags-api.html
 */
export const CreateKey = operation<CreateKeyCommand>()({
  schema: CreateKey$,
  demands: (call) => {
    beginKmsCall(call);
    const { input } = call;
    const context = {
      ...bypassContext(call),
      ...kmsRequestTags(input),
      'kms:KeyOrigin': input.Origin ?? 'AWS_KMS',
      ...kindKeys(
        input.KeySpec ?? input.CustomerMasterKeySpec ?? SYMMETRIC,
        input.KeyUsage ?? 'ENCRYPT_DECRYPT',
      ),
      'kms:MultiRegion': String(input.MultiRegion ?? false),
    };
    const create = { action: 'kms:CreateKey', resource: '*', context };
    const anyKey = `arn:aws:kms:${call.region}:${kmsAccountOf(call).id}:key/*`;
    const tag = { action: 'kms:TagResource', resource: anyKey, context };
    return input.Tags?.length ? [create, tag] : [create];
  },
  handle: (call) => {
    const { input, now, region } = call;
    const origin = originOf(input);
    const account = kmsAccountOf(call);
    const id = randomUUID();
    const arn = `arn:aws:kms:${region}:${account.id}:key/${id}`;
    const key: Key = {
      id,
      arn,
      created: now.toISOString(),
      description: input.Description ?? '',
      origin,
      ...materialOfNew(origin),
      tags: withKmsTags({}, input.Tags),
      policy: input.Policy === undefined ? defaultPolicy(account.id) : acceptPolicy(call, arn, input.Policy),
    };
    account.keys[id] = key;
    return { KeyMetadata: metadataOf(key) };
  },
});

function originOf(input: InputOf<CreateKeyCommand>): Key['origin'] {
  const {
    Origin = 'AWS_KMS',
    KeySpec,
    CustomerMasterKeySpec,
    KeyUsage = 'ENCRYPT_DECRYPT',
    MultiRegion,
  } = input;
  if (KeySpec !== undefined && CustomerMasterKeySpec !== undefined) {
    throw kmsValidationError('You cannot specify KeySpec and CustomerMasterKeySpec in the same request.');
  }
  const spec = KeySpec ?? CustomerMasterKeySpec ?? SYMMETRIC;
  const known = spec === SYMMETRIC && KeyUsage === 'ENCRYPT_DECRYPT' && !MultiRegion;
  if (known && (Origin === 'AWS_KMS' || Origin === 'EXTERNAL')) return Origin;
  throw new ServiceError(
    'UnsupportedOperationException',
    'The sandbox makes symmetric encryption keys of one Region, with origin AWS_KMS or EXTERNAL.',
  );
}

function materialOfNew(origin: Key['origin']): Pick<Key, 'state' | 'material' | 'materialId'> {
  return origin === 'EXTERNAL' ? { state: 'PendingImport' } : { state: 'Enabled', ...newMaterial() };
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const defaultPolicy = (accountId: string): PolicyDocument => ({
  Version: '2012-10-17',
  Id: 'key-default-1',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});
