import {
  CreateGrantCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetParametersForImportCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { seal } from '../../../src/sandbox/kms/cipher.ts';
import { ALIAS, arnOf, deny, KEY_ID, openAccount, policy, refusal } from './account.ts';

const KeyId = KEY_ID;
const Plaintext = Buffer.from('x');
const encrypt = (EncryptionContext: Record<string, string>) =>
  new EncryptCommand({ KeyId, Plaintext, EncryptionContext });
const CiphertextBlob = seal(openAccount().key, Plaintext, {});

/**
 * What a policy can test in a request: a Deny with the condition applies to the first command and not to the second.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
test.each<[string, Record<string, Record<string, string>>, object, object?]>([
  [
    'kms:RequestAlias',
    { StringEquals: { 'kms:RequestAlias': ALIAS } },
    new DescribeKeyCommand({ KeyId: ALIAS }),
    new DescribeKeyCommand({ KeyId }),
  ],
  [
    'kms:EncryptionContext:…',
    { StringEquals: { 'kms:EncryptionContext:stage': 'test' } },
    encrypt({ stage: 'test' }),
    encrypt({ stage: 'live' }),
  ],
  [
    'kms:EncryptionContextKeys',
    { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'stage' } },
    encrypt({ stage: 'test' }),
    encrypt({ other: 'test' }),
  ],
  [
    'kms:EncryptionAlgorithm',
    { StringEquals: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } },
    encrypt({}),
    new DescribeKeyCommand({ KeyId }),
  ],
  [
    'kms:ReEncryptOnSameKey',
    { Bool: { 'kms:ReEncryptOnSameKey': 'true' } },
    new ReEncryptCommand({ CiphertextBlob, DestinationKeyId: KeyId }),
  ],
  [
    'kms:ScheduleKeyDeletionPendingWindowInDays',
    { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } },
    new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }),
    new ScheduleKeyDeletionCommand({ KeyId }),
  ],
  [
    'kms:RotationPeriodInDays',
    { NumericLessThan: { 'kms:RotationPeriodInDays': '365' } },
    new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }),
    new EnableKeyRotationCommand({ KeyId }),
  ],
  [
    'kms:WrappingAlgorithm',
    { StringEquals: { 'kms:WrappingAlgorithm': 'RSAES_OAEP_SHA_1' } },
    new GetParametersForImportCommand({
      KeyId,
      WrappingAlgorithm: 'RSAES_OAEP_SHA_1',
      WrappingKeySpec: 'RSA_2048',
    }),
  ],
  [
    'kms:GrantOperations',
    { 'ForAnyValue:StringEquals': { 'kms:GrantOperations': 'Decrypt' } },
    new CreateGrantCommand({ KeyId, GranteePrincipal: arnOf('alice'), Operations: ['Decrypt', 'Encrypt'] }),
    new CreateGrantCommand({ KeyId, GranteePrincipal: arnOf('alice'), Operations: ['Encrypt'] }),
  ],
  [
    'kms:GranteePrincipal',
    { StringEquals: { 'kms:GranteePrincipal': arnOf('alice') } },
    new CreateGrantCommand({ KeyId, GranteePrincipal: arnOf('alice'), Operations: ['Decrypt'] }),
    new CreateGrantCommand({ KeyId, GranteePrincipal: arnOf('admin'), Operations: ['Decrypt'] }),
  ],
  [
    'kms:GrantConstraintType',
    { StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextEquals' } },
    new CreateGrantCommand({
      KeyId,
      GranteePrincipal: arnOf('alice'),
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextEquals: { a: '1' } },
    }),
    new CreateGrantCommand({ KeyId, GranteePrincipal: arnOf('alice'), Operations: ['Decrypt'] }),
  ],
  [
    'kms:KeyOrigin',
    { StringEquals: { 'kms:KeyOrigin': 'EXTERNAL' } },
    new CreateKeyCommand({ Origin: 'EXTERNAL' }),
    new CreateKeyCommand({}),
  ],
  [
    'aws:RequestTag/…',
    { StringEquals: { 'aws:RequestTag/Stage': 'live' } },
    new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'Stage', TagValue: 'live' }] }),
    new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'Stage', TagValue: 'test' }] }),
  ],
  [
    'aws:TagKeys',
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'Stage' } },
    new UntagResourceCommand({ KeyId, TagKeys: ['Stage'] }),
    new UntagResourceCommand({ KeyId, TagKeys: ['Other'] }),
  ],
])('%s', async (_, Condition, hit, missed) => {
  const account = openAccount();
  account.user('admin').inline = { hands: policy({ ...deny('kms:*'), Condition }) };
  const kms = account.as('admin');
  expect(await refusal(kms.send(hit as DescribeKeyCommand))).toMatch(
    /^AccessDeniedException: .* with an explicit deny in an identity-based policy$/,
  );
  if (missed) await kms.send(missed as DescribeKeyCommand);
});
