import type { Facts } from '../../contract/facts.ts';
import { account, allowingActions, failedDecrypt, type Slip, strip } from './slip.ts';

/** The documents are right, and something else is wrong. */
export const effects = (_facts: Facts): readonly Slip[] => [
  {
    slip: 'another policy of the role allows kms:Decrypt',
    ...strip,
    failed: failedDecrypt('role-cannot-decrypt'),
    elsewhere: {
      rolePolicies: [{ name: 'Everything', arn: 'arn:everything', document: allowingActions('kms:*') }],
    },
    hint: 'another-policy-allows-decrypt',
    mentions: ['Everything', 'detach-role-policy', 'arn:everything'],
  },
  {
    slip: 'something beside the step was changed',
    ...strip,
    failed: failedDecrypt('nothing-else-changed', 'The user bob is new.'),
    changed: [
      {
        about: 'other-users',
        ...{ facet: 'other IAM users', before: 'none', now: 'bob' },
        says: 'The user bob is new.',
        undo: [{ shell: 'aws iam delete-user --user-name bob' }],
      },
    ],
    hint: 'other-users-changed',
    mentions: ['bob'],
  },
  {
    slip: 'the log cannot be read',
    ...account,
    blind: '“The log” could not run: timeout.',
    hint: 'could-not-look',
    mentions: ['timeout'],
  },
  {
    slip: 'a grant still lets the role decrypt',
    ...strip,
    failed: failedDecrypt('role-cannot-decrypt').map((check) => ({
      ...check,
      predicted: {
        ...check,
        observed: 'grant 0123 allows kms:Decrypt',
        next: [{ shell: 'aws kms revoke-grant' }],
      },
    })),
    hint: 'predicted-to-fail',
    mentions: ['grant 0123 allows kms:Decrypt', 'waiting does not help'],
  },
  {
    slip: 'right, but not propagated yet',
    ...strip,
    failed: failedDecrypt('role-cannot-decrypt'),
    hint: 'not-in-force-yet',
    mentions: ['instance-role kms:Decrypt allowed', 'Wait'],
  },
];
