import type { Facts } from '../../contract/facts.ts';
import { statementsOf } from '../../policy/document.ts';
import { allowingActions, edited, replaced, type Slip, strip } from './slip.ts';

/** Mistakes in the policy of the role. */
export const rolePolicies = ({ key }: Facts): readonly Slip[] => [
  {
    slip: 'kms:Decrypt kept, another action cleared',
    ...strip,
    now: () => ({ 'role-policy': allowingActions('kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey') }),
    hint: 'role-still-decrypts',
    mentions: ['VisualEditor0', 'kms:Decrypt'],
  },
  {
    slip: 'kms:Decrypt allowed by a wildcard',
    ...strip,
    now: () => ({ 'role-policy': allowingActions('kms:*') }),
    hint: 'role-still-decrypts',
    mentions: ['“kms:*”'],
  },
  {
    slip: 'kms:Decrypt allowed by a part of its name',
    ...strip,
    now: (wanted) => ({
      'role-policy': {
        Version: '2012-10-17',
        Statement: [
          ...statementsOf(wanted['role-policy']!),
          { Effect: 'Allow', Action: 'kms:De*', Resource: '*' },
        ],
      },
    }),
    hint: 'role-still-decrypts',
    mentions: ['Statement 2', '“kms:De*”'],
  },
  {
    slip: 'kms:Decrypt allowed by NotAction',
    ...strip,
    now: () => ({
      'role-policy': {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', NotAction: 'kms:PutKeyPolicy', Resource: '*' },
      },
    }),
    hint: 'role-still-decrypts',
    mentions: ['NotAction'],
  },
  {
    slip: 'kms:Decrypt denied',
    ...strip,
    now: (_, before) => ({
      'role-policy': {
        Version: '2012-10-17',
        Statement: [
          ...statementsOf(before['role-policy']!),
          { Sid: 'No', Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' },
        ],
      },
    }),
    hint: 'role-denies-instead',
    mentions: ['“No”', 'Deny'],
  },
  {
    slip: 'kms:GenerateDataKey cleared too',
    ...strip,
    now: () => ({ 'role-policy': allowingActions('kms:Encrypt', 'kms:TagResource', 'kms:UntagResource') }),
    hint: 'role-lost-more',
    mentions: ['kms:GenerateDataKey', 'policy/KMSWorkshop-AdditionalPermissions'],
  },
  {
    slip: 'everything but kms:Encrypt cleared',
    ...strip,
    now: () => ({ 'role-policy': allowingActions('kms:Encrypt') }),
    hint: 'role-lost-more',
    mentions: ['kms:GenerateDataKey', 'kms:TagResource'],
  },
  {
    slip: 'kms:GenerateDataKey misspelled',
    ...strip,
    now: (wanted) => ({
      'role-policy': replaced(wanted['role-policy'], 'kms:GenerateDataKey', 'kms:GenrateDataKey'),
    }),
    hint: 'action-misspelt',
    mentions: ['“kms:GenrateDataKey”', 'Write kms:GenerateDataKey'],
  },
  {
    slip: 'the alias for a Resource',
    ...strip,
    now: (wanted) => ({
      'role-policy': edited(wanted['role-policy'], (statement) => ({
        ...statement,
        Resource: key.arn.replace(/key\/.*$/, key.alias),
      })),
    }),
    hint: 'resource-differs',
    mentions: [key.alias, 'not about the key', '"Resource": "*"'],
  },
  {
    slip: 'Deny for Allow in the role’s policy',
    ...strip,
    now: (wanted) => ({
      'role-policy': edited(wanted['role-policy'], (statement) => ({ ...statement, Effect: 'Deny' })),
    }),
    hint: 'effect-swapped',
    mentions: ['VisualEditor0', '"Effect": "Allow"'],
  },
  {
    slip: 'an action added to the role’s policy',
    ...strip,
    now: () => ({
      'role-policy': allowingActions(
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:TagResource',
        'kms:UntagResource',
        'kms:Sign',
      ),
    }),
    hint: 'actions-differ',
    mentions: ['kms:Sign'],
  },
];
