import { DeleteUserCommand, GetUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { iamArn } from '../../contract/facts.ts';
import type { Statement } from '../../policy/document.ts';
import type { ConformanceRow } from '../row.ts';
import { type ConformanceScene, makeKey, policyJson, type Signed } from '../scene.ts';
import {
  delegated,
  encrypt,
  IAM_GUIDE,
  KMS_API,
  KMS_GUIDE,
  keyStatement,
  NO_KEY_POLICY,
  PLAINTEXT,
} from './parts.ts';

const PUT = `${KMS_API}/API_PutKeyPolicy.html`;
const STATES = `${KMS_GUIDE}/key-state.html`;
const MALFORMED = 'MalformedPolicyDocumentException';

/** The operator writes this key policy. */
const put =
  (text: string | ((scene: ConformanceScene) => string)) =>
  ({ kms }: Signed, scene: ConformanceScene) =>
    kms.send(
      new PutKeyPolicyCommand({
        KeyId: scene.keyId,
        PolicyName: 'default',
        Policy: typeof text === 'string' ? text : text(scene),
      }),
    );

const withStatement = (statement: (scene: ConformanceScene) => Statement) =>
  put((scene) => policyJson(keyStatement(scene.operatorArn, 'kms:*'), statement(scene)));

const keyPolicies: readonly ConformanceRow[] = [
  {
    id: 'policy-not-json',
    says: 'A key policy has to be JSON.',
    source: PUT,
    as: 'operator',
    ask: put('{"Statement": ['),
    expect: { code: MALFORMED },
  },
  {
    id: 'policy-of-a-missing-user',
    says: 'A key policy can name only principals that exist.',
    source: `${KMS_GUIDE}/key-policy-overview.html`,
    as: 'operator',
    ask: withStatement((scene) => keyStatement(iamArn(scene, `user/${scene.name}-gone`), 'kms:Encrypt')),
    expect: { code: MALFORMED, says: /one or more invalid principals/ },
  },
  {
    id: 'policy-that-locks-out',
    says: 'KMS refuses a key policy under which its writer could not write it again.',
    source: PUT,
    as: 'operator',
    async ask(operator, { removeLater, userArn }) {
      const { id: KeyId } = await makeKey(operator, removeLater);
      const Policy = policyJson(keyStatement(userArn, 'kms:*'));
      await operator.kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy }));
    },
    expect: { code: MALFORMED, says: /will not allow you to update the key policy in the future/ },
  },
  {
    id: 'policy-without-resource',
    says: 'A statement of a key policy needs a Resource.',
    source: `${KMS_GUIDE}/key-policy-overview.html`,
    as: 'operator',
    ask: withStatement(({ userArn }) => {
      const { Resource: _, ...rest } = keyStatement(userArn, 'kms:Encrypt');
      return rest;
    }),
    expect: { code: MALFORMED },
  },
  {
    id: 'policy-too-large',
    says: 'A key policy has at most 32 KB.',
    source: `${KMS_GUIDE}/key-policy-overview.html`,
    as: 'operator',
    ask: withStatement(({ userArn }) => keyStatement(userArn, 'kms:Encrypt', { Sid: 'x'.repeat(33_000) })),
    expect: { code: 'LimitExceededException' },
  },
  {
    id: 'put-denied',
    says: 'Writing the key policy needs kms:PutKeyPolicy.',
    source: PUT,
    as: 'user',
    ask: put(({ operatorArn }) => policyJson(keyStatement(operatorArn, 'kms:*'))),
    expect: NO_KEY_POLICY,
  },
  {
    id: 'dry-run-allowed',
    says: 'A dry run that would be allowed is refused with DryRunOperationException.',
    source: `${KMS_GUIDE}/testing-permissions.html`,
    key: ({ userArn }) => [keyStatement(userArn, 'kms:Encrypt')],
    as: 'user',
    ask: ({ kms }, { keyId: KeyId }) =>
      kms.send(new EncryptCommand({ KeyId, Plaintext: PLAINTEXT, DryRun: true })),
    expect: { code: 'DryRunOperationException' },
  },
  {
    id: 'dry-run-denied',
    says: 'A dry run that would be denied is denied.',
    source: `${KMS_GUIDE}/testing-permissions.html`,
    as: 'user',
    ask: ({ kms }, { keyId: KeyId }) =>
      kms.send(new EncryptCommand({ KeyId, Plaintext: PLAINTEXT, DryRun: true })),
    expect: NO_KEY_POLICY,
  },
];

const states: readonly ConformanceRow[] = [
  {
    id: 'disabled',
    says: 'A disabled key encrypts nothing.',
    source: STATES,
    before: ({ operator, keyId: KeyId }) => operator.kms.send(new DisableKeyCommand({ KeyId })),
    after: ({ operator, keyId: KeyId }) => operator.kms.send(new EnableKeyCommand({ KeyId })),
    as: 'operator',
    ask: encrypt,
    expect: { code: 'DisabledException', says: /is disabled/ },
  },
  {
    id: 'pending-deletion',
    says: 'A key that is scheduled for deletion encrypts nothing.',
    source: STATES,
    as: 'operator',
    async ask(operator, { removeLater }) {
      const { id: KeyId } = await makeKey(operator, removeLater);
      await operator.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
      await operator.kms.send(new EncryptCommand({ KeyId, Plaintext: PLAINTEXT }));
    },
    expect: { code: 'KMSInvalidStateException', says: /is pending deletion/ },
  },
  {
    id: 'pending-import',
    says: 'A key without imported material encrypts nothing.',
    source: STATES,
    as: 'operator',
    async ask(operator, { removeLater }) {
      const { id: KeyId } = await makeKey(operator, removeLater, { Origin: 'EXTERNAL' });
      await operator.kms.send(new EncryptCommand({ KeyId, Plaintext: PLAINTEXT }));
    },
    expect: { code: 'KMSInvalidStateException', says: /is pending import/ },
  },
  {
    id: 'waiting-period',
    says: 'A key is deleted after 7 days at the earliest.',
    source: `${KMS_API}/API_ScheduleKeyDeletion.html`,
    as: 'operator',
    async ask(operator, { removeLater }) {
      const { id: KeyId } = await makeKey(operator, removeLater);
      await operator.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 6 }));
    },
    expect: { code: 'ValidationException' },
  },
  {
    id: 'no-such-key',
    says: 'A key that does not exist is not found.',
    source: `${KMS_API}/API_DescribeKey.html`,
    as: 'operator',
    ask: ({ kms }) => kms.send(new DescribeKeyCommand({ KeyId: '00000000-0000-4000-8000-000000000000' })),
    expect: { code: 'NotFoundException' },
  },
  {
    id: 'reserved-alias',
    says: 'Aliases that begin with alias/aws/ are reserved.',
    source: `${KMS_API}/API_CreateAlias.html`,
    as: 'operator',
    async ask({ kms }, { keyId: TargetKeyId, name, removeLater }) {
      const AliasName = `alias/aws/${name}`;
      await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));
      removeLater(`the alias ${AliasName}`, () => kms.send(new DeleteAliasCommand({ AliasName })));
    },
    expect: { code: 'NotAuthorizedException' },
  },
  {
    id: 'other-context',
    says: 'A ciphertext opens only with the encryption context that it was made with.',
    source: `${KMS_GUIDE}/encrypt_context.html`,
    as: 'operator',
    async ask({ kms }, { keyId: KeyId }) {
      const EncryptionContext = { stage: 'test' };
      const { CiphertextBlob } = await kms.send(
        new EncryptCommand({ KeyId, Plaintext: PLAINTEXT, EncryptionContext }),
      );
      await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { stage: 'live' } }));
    },
    expect: { code: 'InvalidCiphertextException' },
  },
];

const identities: readonly ConformanceRow[] = [
  {
    id: 'unknown-access-key',
    says: 'An access key that does not exist signs nothing.',
    source: `${KMS_API}/CommonErrors.html`,
    as: 'operator',
    ask: (_, scene) =>
      encrypt(scene.signedWith({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }), scene),
    expect: { code: 'UnrecognizedClientException' },
  },
  {
    id: 'wrong-signature',
    says: 'A request that is signed with another secret is refused.',
    source: `${IAM_GUIDE}/reference_sigv-troubleshooting.html`,
    as: 'user',
    async ask({ sts }, { signedWith }) {
      const { accessKeyId } = await sts.config.credentials();
      const other = signedWith({ accessKeyId, secretAccessKey: 'another secret' });
      await other.sts.send(new GetCallerIdentityCommand({}));
    },
    expect: { code: 'SignatureDoesNotMatch' },
  },
  {
    id: 'role-not-trusting',
    says: 'A role can be assumed only by whom its trust policy and IAM let in.',
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
    as: 'user',
    ask: ({ sts }, { roleArn: RoleArn, name: RoleSessionName }) =>
      sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName })),
    expect: { code: 'AccessDenied', says: /not authorized to perform: sts:AssumeRole/ },
  },
  {
    id: 'iam-policy-not-json',
    says: 'An IAM policy has to be JSON.',
    source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html',
    as: 'operator',
    ask: ({ iam }, { name: UserName }) =>
      iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'conformance', PolicyDocument: '{' })),
    expect: { code: 'MalformedPolicyDocumentException' },
  },
  {
    id: 'iam-denied',
    says: 'A user without policies may not even read itself.',
    source: `${IAM_GUIDE}/access.html`,
    key: (scene) => [delegated(scene)],
    as: 'user',
    ask: ({ iam }, { name: UserName }) => iam.send(new GetUserCommand({ UserName })),
    expect: { code: 'AccessDenied', says: /no identity-based policy allows the iam:GetUser action/ },
  },
  {
    id: 'user-with-a-key',
    says: 'A user with an access key cannot be deleted.',
    source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html',
    as: 'operator',
    ask: ({ iam }, { name: UserName }) => iam.send(new DeleteUserCommand({ UserName })),
    expect: { code: 'DeleteConflictException' },
  },
];

/** What AWS refuses, and with which code. */
export const REFUSAL_ROWS: readonly ConformanceRow[] = [...keyPolicies, ...states, ...identities];
