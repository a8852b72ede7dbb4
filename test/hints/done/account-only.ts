import {
  CreateAliasCommand,
  CreateKeyCommand,
  PutKeyPolicyCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { statementsOf } from '../../../src/policy/document.ts';
import { defaultKeyPolicy } from '../../../steps/documents/index.ts';
import { arnOf, SEEDED } from '../../home/edits/edit.ts';
import { FACTS } from '../attempt.ts';
import type { Deed } from './bench.ts';
import { ACCOUNT_ONLY, account, edit, keyPolicy, ROOT, version, withStatement } from './deeds.ts';
import { at, type Row } from './row.ts';

const ACCOUNT = SEEDED.account;
const ROLE = SEEDED.roleArn;
const _principal = (Principal: unknown): Deed => account({ Principal });

/** Mistakes in the key policy that names the role, except in its principals and its condition. */
export const ACCOUNT_ONLY_SLIPS: readonly Row[] = at('key-policy-account-only', [
  [
    'NotPrincipal in an Allow',
    withStatement(ACCOUNT_ONLY, ({ Principal, ...rest }) => ({ ...rest, NotPrincipal: Principal })),
    'write-refused',
    /Allow with NotPrincipal/,
  ],
  [
    'Deny for Allow in the key policy',
    account({ Effect: 'Deny' }),
    'effect-swapped',
    /Write "Effect": "Allow"/,
  ],
  ['one action for kms:*', account({ Action: 'kms:Decrypt' }), 'actions-differ', /Write "Action": "kms:\*"/],
  ['every action of every service in the key policy', account({ Action: '*' }), 'actions-differ', /has “\*”/],
  [
    'an action that does not exist in the key policy',
    account({ Action: 'kms:All' }),
    'action-misspelt',
    /“kms:All”/,
  ],
  [
    'NotAction in the key policy',
    withStatement(ACCOUNT_ONLY, ({ Action, ...rest }) => ({
      ...rest,
      NotAction: 'kms:ScheduleKeyDeletion',
    })),
    'negated-element',
    /Write "Action": "kms:\*"/,
  ],
  [
    'the key’s ARN as Resource of its policy',
    account({ Resource: FACTS.key.arn }),
    'write-refused',
    /Write "Resource": "\*"/,
  ],
  [
    'no Resource in the key policy',
    withStatement(ACCOUNT_ONLY, ({ Resource, ...rest }) => rest),
    'write-refused',
    /Write "Resource": "\*"/,
  ],
  [
    'the root’s statement left out',
    keyPolicy({ ...ACCOUNT_ONLY, Statement: statementsOf(ACCOUNT_ONLY).slice(1) }),
    'lock-out-refused',
    /does not allow you kms:PutKeyPolicy/,
  ],
  [
    'the root’s statement a Deny',
    keyPolicy({
      ...ACCOUNT_ONLY,
      Statement: statementsOf(ACCOUNT_ONLY).map((one, index) =>
        index === 0 ? { ...one, Effect: 'Deny' } : one,
      ),
    }),
    'lock-out-refused',
    /does not allow you kms:PutKeyPolicy/,
  ],
  [
    'the root’s statement for reading only',
    keyPolicy({
      ...ACCOUNT_ONLY,
      Statement: statementsOf(ACCOUNT_ONLY).map((one, index) =>
        index === 0 ? { ...one, Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'] } : one,
      ),
    }),
    'lock-out-refused',
    /does not allow you kms:PutKeyPolicy/,
  ],
  [
    'both principals in one statement',
    keyPolicy({
      ...ACCOUNT_ONLY,
      Statement: [{ ...statementsOf(ACCOUNT_ONLY)[0]!, Principal: { AWS: [ROOT, ROLE] } }],
    }),
    'wrong-principal',
    /Enable IAM User Permissions[\s\S]*role\/KMSWorkshop/,
  ],
  [
    'a statement of their own added',
    keyPolicy({
      ...ACCOUNT_ONLY,
      Statement: [
        ...statementsOf(ACCOUNT_ONLY),
        {
          Sid: 'Mine',
          Effect: 'Allow',
          Principal: { AWS: arnOf('user/another-admin') },
          Action: 'kms:Sign',
          Resource: '*',
        },
      ],
    }),
    'extra-statement',
    /“Mine”/,
  ],
  [
    'the key policy the page begins with, spelled otherwise',
    keyPolicy({ ...defaultKeyPolicy(FACTS), Id: 'mine' }),
    'other-write',
    /saved means the same/,
  ],
  [
    'saved on another key',
    async ({ kms }) => {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      await kms.send(new CreateAliasCommand({ AliasName: 'alias/Mine', TargetKeyId: KeyMetadata!.KeyId! }));
      await kms.send(
        new PutKeyPolicyCommand({ KeyId: KeyMetadata!.KeyId!, Policy: JSON.stringify(ACCOUNT_ONLY) }),
      );
    },
    'policy-on-another-key',
    /alias\/Mine/,
  ],
  [
    'a wrong policy on the key of the page, after the right one on another key',
    [
      async ({ kms }) => {
        const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
        await kms.send(
          new PutKeyPolicyCommand({ KeyId: KeyMetadata!.KeyId!, Policy: JSON.stringify(ACCOUNT_ONLY) }),
        );
      },
      account({ Action: 'kms:Decrypt' }),
    ],
    'actions-differ',
    /Write "Action": "kms:\*"/,
  ],
  [
    'the alias moved, and saved on the key it is moved to',
    async ({ kms }) => {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      await kms.send(new UpdateAliasCommand({ AliasName: SEEDED.alias, TargetKeyId: KeyMetadata!.KeyId! }));
      await kms.send(
        new PutKeyPolicyCommand({ KeyId: KeyMetadata!.KeyId!, Policy: JSON.stringify(ACCOUNT_ONLY) }),
      );
    },
    'alias-moved',
    /update-alias/,
  ],
  [
    'a policy name other than default',
    ({ kms }) =>
      kms.send(
        new PutKeyPolicyCommand({
          KeyId: SEEDED.key,
          PolicyName: 'page',
          Policy: JSON.stringify(ACCOUNT_ONLY),
        }),
      ),
    'write-refused',
    /the name of it is default/,
  ],
  [
    'a curly quotation mark in it',
    keyPolicy(JSON.stringify(ACCOUNT_ONLY).replace('"Sid"', '“Sid”')),
    'write-refused',
    /curly quotation mark/,
  ],
  [
    'a comma too many',
    keyPolicy(JSON.stringify(ACCOUNT_ONLY).replace('}]}', '},]}')),
    'write-refused',
    /not valid JSON/,
  ],
  [
    'Statements for Statement',
    keyPolicy(JSON.stringify(ACCOUNT_ONLY).replace('"Statement"', '"Statements"')),
    'write-refused',
    /Statements is not an element/,
  ],
  [
    'the condition outside its statement',
    keyPolicy(
      JSON.stringify({ ...ACCOUNT_ONLY, Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } } }),
    ),
    'write-refused',
    /Condition is not an element/,
  ],
  [
    'kms:Decrypt back in the policy of the role',
    version(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: [
            'kms:Decrypt',
            'kms:Encrypt',
            'kms:GenerateDataKey',
            'kms:TagResource',
            'kms:UntagResource',
          ],
          Resource: '*',
        },
      }),
      true,
    ),
    'version-not-default',
    /Version v2[\s\S]*set-default-policy-version/,
  ],
  [
    'the right key policy, and the key disabled',
    [keyPolicy(ACCOUNT_ONLY), edit('key: disabled')],
    'thing-missing',
    /enable-key/,
  ],
  [
    'the right key policy, and a bucket policy that denies the role',
    [keyPolicy(ACCOUNT_ONLY), edit('bucket: a policy that denies the role')],
    'bucket-policy-changed',
    /delete-bucket-policy/,
  ],
  [
    'a user who was deleted is left in',
    edit('key policy: a user who was deleted is left in'),
    'principal-gone',
    /Statement 2[\s\S]*AIDA/,
  ],
]);
