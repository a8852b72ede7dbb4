import { CreateUserCommand } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DeleteImportedKeyMaterialCommand,
  DisableKeyCommand,
  GetKeyPolicyCommand,
  type GrantOperation,
  type KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import { documentedKeyPolicy } from '../../../steps/documents/index.ts';
import { FACTS } from '../../hints/attempt.ts';
import type { Clients } from '../scene.ts';
import { arnOf, type Edit, NotPossible, policyOf, SEEDED, statement } from './edit.ts';
import { removeUser } from './user.ts';

const KeyId = SEEDED.key;
const toIam = statement('Allow', { AWS: arnOf('root') }, 'kms:*', { Sid: 'Enable IAM User Permissions' });
const ROLE = { AWS: SEEDED.roleArn };

/** Skips KMS's lock-out check, as a person who locks others out has to. */
const put = (kms: KMSClient, Policy: string) =>
  kms.send(new PutKeyPolicyCommand({ KeyId, Policy, BypassPolicyLockoutSafetyCheck: true }));

async function statements(kms: KMSClient): Promise<readonly object[]> {
  const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
  return [(JSON.parse(Policy) as { Statement: object | object[] }).Statement].flat();
}

/** Adds a statement to the current policy. */
const adding =
  (added: object) =>
  async ({ kms }: Clients) =>
    put(kms, policyOf(...(await statements(kms)), added));

const replacing =
  (...Statement: readonly object[]) =>
  ({ kms }: Clients) =>
    put(kms, policyOf(...Statement));

const page =
  (
    ...[name, variant]: [Parameters<typeof documentedKeyPolicy>[0], Parameters<typeof documentedKeyPolicy>[1]]
  ) =>
  ({ kms }: Clients) =>
    put(kms, JSON.stringify(documentedKeyPolicy(name, variant, FACTS)));

const administrators = ['operator', 'another-admin'].map((name) => arnOf(`user/${name}`));
const ADMINISTER = ['kms:Create*', 'kms:Describe*', 'kms:Enable*', 'kms:List*', 'kms:Put*', 'kms:Get*'];
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
const unless = (principal: string) => ({ Condition: { ArnNotEquals: { 'aws:PrincipalArn': principal } } });

const KEY_POLICY: readonly Edit[] = [
  { name: 'replaced by the root’s statement alone', make: replacing(toIam) },
  {
    name: 'the last statement removed',
    async make({ kms }) {
      const kept = (await statements(kms)).slice(0, -1);
      if (kept.length === 0) throw new NotPossible('it has one statement only');
      await put(kms, policyOf(...kept));
    },
  },
  { name: 'the page’s account-only policy', make: page('account-only', 'corrected') },
  { name: 'the page’s role-only policy, corrected', make: page('role-only', 'corrected') },
  { name: 'the page’s role-only policy, as published', make: page('role-only', 'published') },
  { name: 'the page’s MFA policy, as published', make: page('mfa', 'published') },
  {
    name: 'as the console’s wizard writes it, with the role as a user of the key',
    make: replacing(
      toIam,
      statement('Allow', { AWS: administrators }, ADMINISTER),
      statement('Allow', ROLE, USE),
    ),
  },
  {
    name: 'spelled otherwise: an account id, another Sid',
    async make({ kms }) {
      const text = JSON.stringify(await statements(kms));
      // In a condition, an account id is not another spelling: aws:PrincipalArn of the root is its ARN.
      const other = text
        .replaceAll(`"AWS":"${arnOf('root')}"`, `"AWS":"${SEEDED.account}"`)
        .replaceAll('"Sid":"E', '"Sid":"F');
      await put(kms, policyOf(...(JSON.parse(other) as object[])));
    },
  },
  {
    name: 'a foreign account let in',
    make: adding(statement('Allow', { AWS: '444455556666' }, 'kms:Decrypt')),
  },
  {
    name: 'a user who was deleted is left in',
    async make(hands) {
      await hands.iam.send(new CreateUserCommand({ UserName: 'erin' }));
      await adding(statement('Allow', { AWS: arnOf('user/erin') }, 'kms:DescribeKey'))(hands);
      await removeUser(hands.iam, 'erin');
    },
  },
  { name: 'Decrypt denied to the role', make: adding(statement('Deny', ROLE, 'kms:Decrypt')) },
  {
    name: 'denied to all others than the root',
    make: adding(statement('Deny', '*', 'kms:*', unless(arnOf('root')))),
  },
  {
    name: 'PutKeyPolicy denied to the operator',
    make: adding(statement('Deny', { AWS: arnOf('user/operator') }, 'kms:PutKeyPolicy')),
  },
  {
    name: 'without the root’s statement, to the administrators only',
    make: replacing(statement('Allow', { AWS: administrators }, 'kms:*')),
  },
];

const create = async (kms: KMSClient): Promise<string> =>
  (await kms.send(new CreateKeyCommand({ Description: 'made by hand' }))).KeyMetadata!.KeyId!;

const ALIAS: readonly Edit[] = [
  {
    name: 'moved to another key',
    async make({ kms }) {
      const TargetKeyId = await create(kms);
      await kms.send(new UpdateAliasCommand({ AliasName: SEEDED.alias, TargetKeyId }));
    },
  },
  {
    name: 'deleted',
    make: ({ kms }) => kms.send(new DeleteAliasCommand({ AliasName: SEEDED.alias })),
  },
  {
    name: 'a second one on the key',
    make: ({ kms }) => kms.send(new CreateAliasCommand({ AliasName: 'alias/Second', TargetKeyId: KeyId })),
  },
];

const KEY: readonly Edit[] = [
  { name: 'disabled', make: ({ kms }) => kms.send(new DisableKeyCommand({ KeyId })) },
  { name: 'scheduled for deletion', make: ({ kms }) => kms.send(new ScheduleKeyDeletionCommand({ KeyId })) },
  {
    name: 'its imported material deleted',
    make: ({ kms }) => kms.send(new DeleteImportedKeyMaterialCommand({ KeyId })),
  },
  {
    name: 'tagged',
    make: ({ kms }) =>
      kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'team', TagValue: 'blue' }] })),
  },
  {
    name: 'described otherwise',
    make: ({ kms }) => kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: 'hands off' })),
  },
  { name: 'another one created', make: ({ kms }) => create(kms) },
];

const grant =
  (GranteePrincipal: string, ...Operations: GrantOperation[]) =>
  ({ kms }: Clients) =>
    kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal, Operations }));

const GRANT: readonly Edit[] = [
  { name: 'Decrypt, to the role', make: grant(SEEDED.roleArn, 'Decrypt') },
  { name: 'DescribeKey, to another user', make: grant(arnOf('user/another-admin'), 'DescribeKey') },
];

const of = (thing: string, edits: readonly Edit[]): readonly Edit[] =>
  edits.map((edit) => ({ ...edit, name: `${thing}: ${edit.name}` }));

export const KEY_EDITS: readonly Edit[] = [
  ...of('key policy', KEY_POLICY),
  ...of('alias', ALIAS),
  ...of('key', KEY),
  ...of('grant', GRANT),
];
