import { IAMClient } from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  DecryptCommand,
  DisableKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { describe } from 'vitest';
import { HOME } from '../../../src/sandbox/seed.ts';
import {
  by,
  denying,
  encrypt,
  encrypted,
  KEY,
  KeyId,
  policy,
  put,
  root,
  SESSION,
  show,
  statement,
  stripDecrypt,
} from './fact.ts';

const kms = (...commands: readonly object[]) => by(KMSClient, ...commands);
const iam = (...commands: readonly object[]) => by(IAMClient, ...commands);
const malformed = 'MalformedPolicyDocumentException';
const DELEGATION = statement();

describe('how AWS refuses key policies, and what they do not allow', () => {
  show([
    [
      'a key has one policy',
      kms(new GetKeyPolicyCommand({ KeyId, PolicyName: 'other' }))(),
      'NotFoundException',
      400,
      'No such policy exists',
    ],
    [
      'its key is not named by an alias',
      kms(new GetKeyPolicyCommand({ KeyId: 'alias/ImportedCMK' }))(),
      'NotFoundException',
      400,
      /^Invalid keyId/,
    ],
    [
      'a policy that locks its writer out',
      kms(put(policy(statement({ Principal: { AWS: `arn:aws:iam::${HOME}:user/another-admin` } }))))(),
      malformed,
      400,
      'The new key policy will not allow you to update the key policy in the future.',
    ],
    [
      'delegation to a writer whom IAM denies',
      async (served) => {
        await iam(denying('kms:PutKeyPolicy'))('root')(served);
        const writer = served.client(KMSClient);
        await served.client(KMSClient, 'root').send(put(policy(DELEGATION)));
        await writer.send(new CreateKeyCommand({ Policy: JSON.stringify(policy(DELEGATION)) }));
      },
      malformed,
      400,
      /will not allow you to update/,
    ],
    [
      'a principal who is nobody',
      kms(put(policy(DELEGATION, statement({ Principal: { AWS: `arn:aws:iam::${HOME}:user/nobody` } }))))(),
      malformed,
      400,
      'Policy contains a statement with one or more invalid principals.',
    ],
    [
      'no principal',
      kms(put(policy(DELEGATION, { Effect: 'Allow', Action: 'kms:*', Resource: '*' })))(),
      malformed,
      400,
      'Policy contains a statement with no principal.',
    ],
    [
      'no resource',
      kms(put(policy(DELEGATION, { Effect: 'Allow', Principal: root, Action: 'kms:*' })))(),
      malformed,
      400,
      'Missing required field Resource',
    ],
    ['no JSON', kms(put('not json'))(), malformed, 400, ''],
    [
      'more than 32 KB',
      kms(put(policy(statement({ Sid: 'x'.repeat(32_768) }))))(),
      'LimitExceededException',
      400,
      /./,
    ],
    [
      'a unique id whose user is gone',
      kms(put(policy(DELEGATION, statement({ Principal: { AWS: 'AIDAJQABLZS4A3QDU576Q' } }))))(),
      malformed,
      400,
      /invalid principals/,
    ],
    [
      'IAM is silent',
      kms(new DisableKeyCommand({ KeyId }))('instance-role'),
      'AccessDeniedException',
      400,
      `User: ${SESSION} is not authorized to perform: kms:DisableKey on resource: ${KEY} because no identity-based policy allows the kms:DisableKey action`,
    ],
    [
      'IAM denies',
      async (served) => {
        await iam(denying('kms:Encrypt'))('root')(served);
        await encrypted(served);
      },
      'AccessDeniedException',
      400,
      /^User: arn:aws:iam::\d+:user\/operator is not authorized to perform: kms:Encrypt on resource: arn:aws:kms:\S+ with an explicit deny in an identity-based policy$/,
    ],
    [
      'the key policy denies',
      kms(put(policy(DELEGATION, statement({ Effect: 'Deny', Action: 'kms:Encrypt' }))), encrypt)(),
      'AccessDeniedException',
      400,
      /with an explicit deny in a resource-based policy$/,
    ],
    [
      'the key policy gives nothing',
      kms(
        put(
          policy(
            statement({
              Principal: { AWS: `arn:aws:iam::${HOME}:user/operator` },
              Action: 'kms:PutKeyPolicy',
            }),
          ),
        ),
        encrypt,
      )(),
      'AccessDeniedException',
      400,
      /because no resource-based policy allows the kms:Encrypt action$/,
    ],
    [
      'a ciphertext without its key',
      async (served) => {
        const CiphertextBlob = await encrypted(served);
        await iam(stripDecrypt)()(served);
        await kms(new DecryptCommand({ CiphertextBlob }))('instance-role')(served);
      },
      'AccessDeniedException',
      400,
      `User: ${SESSION} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action`,
    ],
    [
      'a ciphertext of another account',
      async (served) => {
        const CiphertextBlob = await encrypted(served);
        await kms(new DecryptCommand({ CiphertextBlob }))('outsider')(served);
      },
      'AccessDeniedException',
      400,
      /because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access$/,
    ],
  ]);
});
