import type { PolicyDocument } from '../../../src/policy/document.ts';
import { allowing, ledgerOf, type Opened, POLICY, ROLE, revise } from '../opened.ts';
import { type Case, testCases } from './cases.ts';

const THE_ROLE: readonly Case[] = [
  { of: 'role', when: 'it is there', state: 'fine', found: /:role\/KMSWorkshop-InstanceInitRole$/ },
  {
    of: 'role',
    when: 'it is not there',
    world: ({ home }) => delete home.roles[ROLE],
    state: 'broken',
    found: /There is no role "KMSWorkshop-InstanceInitRole"/,
    remedy: /--role NAME.*kms-lab setup/,
    missing: true,
  },
  {
    of: 'role-policy',
    when: 'managed',
    state: 'fine',
    found: /^KMSWorkshop-AdditionalPermissions \(managed\)/,
  },
  {
    of: 'role-policy',
    when: 'inline',
    world: ({ role }) => {
      role.attached = role.attached.filter((arn) => arn !== POLICY);
      role.inline.key = allowing('kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey');
    },
    state: 'fine',
    found: /^key \(inline\)/,
  },
  {
    of: 'role-policy',
    when: 'none grants anything',
    world: ({ role }) => {
      role.attached = role.attached.filter((arn) => arn !== POLICY);
    },
    state: 'broken',
    found: /The role "KMSWorkshop-InstanceInitRole" has no customer policy that allows kms:Decrypt/,
    remedy: /kms-lab setup/,
    missing: true,
  },
  {
    of: 'role-policy',
    when: 'two grant it',
    world: ({ role }) => {
      role.inline.too = allowing('kms:*');
    },
    state: 'broken',
    found: /2 policies of the role "KMSWorkshop-InstanceInitRole" allow kms:Decrypt/,
    remedy: /detach/,
  },
  {
    of: 'role-policy',
    when: 'kms:Decrypt was taken out',
    world: ({ policy }) => revise(policy, allowing('kms:GenerateDataKey', 'kms:Encrypt')),
    state: 'warning',
    found: /does not allow kms:Decrypt, as after the step strip-decrypt/,
    remedy: /kms-lab status/,
  },
  {
    of: 'role-policy',
    when: 'another action was taken out',
    world: ({ policy }) => revise(policy, allowing('kms:Decrypt')),
    state: 'broken',
    found: /does not allow kms:GenerateDataKey, kms:Encrypt/,
    remedy: /as the workshop does/,
  },
  { of: 'policy-versions', when: 'one', state: 'fine', found: /^1 of 5, 0 of them made by the lab$/ },
  {
    of: 'policy-versions',
    when: 'five, one of them ours',
    world: fiveVersions,
    setting: () => ({ memory: { ledger: ledgerOf('v3') } }),
    state: 'fine',
    found: /^5 of 5, 1 of them made by the lab: the lab deletes its oldest to make room$/,
  },
  {
    of: 'policy-versions',
    when: 'five, none of them ours',
    world: fiveVersions,
    state: 'broken',
    found: /^5 of 5, 0 of them made by the lab: there is no room/,
    remedy: /aws iam delete-policy-version --policy-arn \S+ --version-id ID, one of v4, v3, v2, v1$/,
  },
  {
    of: 'policy-versions',
    when: 'five, and ours is in force',
    world: fiveVersions,
    setting: () => ({ memory: { ledger: ledgerOf('v5') } }),
    state: 'broken',
    found: /no room/,
  },
  { of: 'policy-size', when: 'small', state: 'fine', found: /^\d{3} of 6,144 characters at its longest$/ },
  {
    of: 'policy-size',
    when: 'nearly too large',
    world: ({ policy }) => revise(policy, long(5_700)),
    state: 'warning',
    found: /5,\d{3} of 6,144/,
    remedy: /shorten it/,
  },
  {
    of: 'policy-size',
    when: 'a wildcard reaches beyond KMS',
    world: ({ policy }) => revise(policy, allowing('*:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt')),
    state: 'broken',
    found: /only the actions of KMS can be spelled out/,
    remedy: /other than kms:Decrypt/,
  },
  {
    of: 'policy-size',
    when: 'too large once kms:* gives way to the actions it stands for',
    world: ({ policy }) => revise(policy, long(5_500, 'kms:*')),
    state: 'broken',
    found: /IAM would refuse it without kms:Decrypt/,
    remedy: /shorten it/,
  },
];

function fiveVersions({ policy }: Opened): void {
  for (let version = 2; version <= 5; version += 1) revise(policy, policy.versions.v1!.document);
}

function long(characters: number, ...more: readonly string[]): PolicyDocument {
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt', ...more];
  return allowing(
    ...actions,
    ...Array.from({ length: characters / 29 }, (_, at) => `s3:${at}-`.padEnd(26, 'x')),
  );
}

testCases(THE_ROLE);
