import { documentedKeyPolicy } from '../../../steps/documents/index.ts';
import type { Facts } from '../../contract/facts.ts';
import { account, allowingActions, mfa, OTHER_KEY, type Slip, strip } from './slip.ts';

/** The change was made to the wrong resource. */
export const targets = (facts: Facts): readonly Slip[] => {
  const { key } = facts;
  return [
    {
      slip: 'the alias moved to another key',
      ...account,
      now: () => ({ alias: { keyId: OTHER_KEY } }),
      hint: 'alias-moved',
      mentions: [OTHER_KEY, key.id, 'update-alias'],
    },
    {
      slip: 'the alias deleted',
      ...account,
      now: () => ({ alias: undefined }),
      hint: 'alias-moved',
      mentions: ['no alias alias/ImportedCMK', 'create-alias'],
    },
    {
      slip: 'the policy put on another key',
      ...account,
      now: (_, before) => ({ 'key-policy': before['key-policy'] }),
      elsewhere: {
        keys: [
          { id: 'forbidden', arn: 'arn:forbidden', aliases: ['alias/Forbidden'] },
          {
            id: OTHER_KEY,
            arn: `arn:${OTHER_KEY}`,
            aliases: ['alias/Workshop'],
            policy: documentedKeyPolicy('account-only', 'corrected', facts),
          },
        ],
      },
      hint: 'policy-on-another-key',
      mentions: [OTHER_KEY, 'alias/Workshop', key.id],
    },
    {
      slip: 'kms:Decrypt taken out of another policy of the role',
      ...strip,
      now: (_, before) => ({ 'role-policy': before['role-policy'] }),
      elsewhere: {
        rolePolicies: [
          {
            name: 'Copy',
            arn: 'arn:copy',
            document: allowingActions('kms:Encrypt'),
            previous: allowingActions('kms:Encrypt', 'kms:Decrypt'),
            changedAt: '2026-06-01T12:05:00.000Z',
          },
        ],
      },
      hint: 'another-role-policy-edited',
      mentions: ['removed kms:Decrypt from Copy', facts.rolePolicy.name],
    },
    {
      slip: 'another policy of the role edited',
      ...strip,
      now: (_, before) => ({ 'role-policy': before['role-policy'] }),
      elsewhere: {
        rolePolicies: [
          {
            name: 'KMS-Workshop-ImportMaterialPermissions',
            arn: 'arn:import',
            document: allowingActions('kms:ListKeys'),
            previous: allowingActions('kms:ImportKeyMaterial'),
            changedAt: '2026-06-01T12:05:00.000Z',
          },
        ],
      },
      hint: 'another-role-policy-edited',
      mentions: ['KMS-Workshop-ImportMaterialPermissions', facts.rolePolicy.name],
    },
    {
      slip: 'nothing done, and another policy of the role edited long ago',
      ...strip,
      now: (_, before) => ({ 'role-policy': before['role-policy'] }),
      elsewhere: {
        rolePolicies: [
          {
            name: 'Old',
            arn: 'arn:old',
            document: allowingActions('kms:ListKeys'),
            previous: allowingActions('kms:ImportKeyMaterial'),
            changedAt: '2026-01-01T00:00:00.000Z',
          },
        ],
      },
      hint: 'nothing-changed',
      mentions: [facts.rolePolicy.name, 'edit role-policy'],
    },
    {
      slip: 'usera made for userA',
      ...mfa,
      now: (_, before) => ({ user: undefined, 'key-policy': before['key-policy'] }),
      elsewhere: { userNames: ['operator', 'usera'] },
      hint: 'user-in-another-case',
      mentions: ['usera', 'userA'],
    },
    {
      slip: 'userA missing',
      ...mfa,
      now: () => ({ user: undefined }),
      hint: 'user-missing',
      mentions: ['no user userA', 'create-user --user-name userA'],
    },
    {
      slip: 'the policy saved before userA was made',
      ...mfa,
      now: (_, before) => ({ user: undefined, 'key-policy': before['key-policy'] }),
      hint: 'user-missing',
      mentions: ['userA', 'invalid principals'],
    },
    {
      slip: 'userA made, the policy not',
      ...mfa,
      now: (_, before) => ({ 'key-policy': before['key-policy'] }),
      hint: 'step-half-done',
      mentions: ['key policy of alias/ImportedCMK', key.id],
    },
    {
      slip: 'nothing done',
      ...account,
      now: (_, before) => before,
      hint: 'nothing-changed',
      mentions: ['key policy of alias/ImportedCMK', 'placeholder', 'edit key-policy'],
    },
  ];
};
