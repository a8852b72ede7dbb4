import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { allowing, policyOf, SEEDED } from '../../home/edits/edit.ts';
import { FACTS } from '../attempt.ts';
import { detached, FOR_EC2, STRIPPED, version } from './deeds.ts';
import { at, type Row } from './row.ts';

const LEFT = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:TagResource', 'kms:UntagResource'];
const { arn: KEY } = FACTS.key;
const ALIAS = KEY.replace(/key\/.*/, SEEDED.alias);

const statement = (more: object, Action: unknown = LEFT): object => ({
  ...{ Effect: 'Allow', Action, Resource: '*' },
  ...more,
});
/** A version of the role's policy, in force. */
const saved = (...statements: readonly object[]) => version(policyOf(...statements), true);

/** Mistakes in the policy of the role, each saved as its default version. */
export const ROLE_DOCUMENTS: readonly Row[] = at('strip-decrypt', [
  [
    'kms:Decrypt kept, another action removed',
    saved(statement({}, ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'])),
    'role-still-decrypts',
    /Statement 1[\s\S]*still allows kms:Decrypt/,
  ],
  [
    'a wildcard that covers kms:Decrypt',
    saved(statement({}, [...LEFT, 'kms:De*'])),
    'role-still-decrypts',
    /“kms:De\*” covers it/,
  ],
  ['every action of every service', saved(statement({}, '*')), 'role-still-decrypts', /“\*” covers it/],
  [
    'kms:Decrypt in a second statement',
    saved(statement({}), statement({ Sid: 'Again' }, 'kms:Decrypt')),
    'role-still-decrypts',
    /“Again”[\s\S]*still allows/,
  ],
  [
    'NotAction that leaves kms:Decrypt',
    saved({ Effect: 'Allow', NotAction: 'kms:PutKeyPolicy', Resource: '*' }),
    'role-still-decrypts',
    /NotAction stands for all actions/,
  ],
  [
    'kms:Decrypt denied beside the old Allow',
    saved(statement({}, [...LEFT, 'kms:Decrypt']), {
      Sid: 'No',
      Effect: 'Deny',
      Action: 'kms:Decrypt',
      Resource: '*',
    }),
    'role-denies-instead',
    /“No”[\s\S]*Remove the Deny/,
  ],
  [
    'kms:Decrypt removed, and denied too',
    saved(statement({}), { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' }),
    'role-denies-instead',
    /Statement 2[\s\S]*Remove the Deny/,
  ],
  ['Deny for Allow', saved(statement({ Effect: 'Deny' })), 'effect-swapped', /Write "Effect": "Allow"/],
  [
    'kms:GenerateDataKey removed, too',
    saved(
      statement(
        {},
        LEFT.filter((one) => !/Generate/.test(one)),
      ),
    ),
    'role-lost-more',
    /no longer allows kms:GenerateDataKey/,
  ],
  [
    'kms:GenerateDataKey misspelled',
    saved(
      statement(
        {},
        LEFT.map((one) => one.replace('Generate', 'Genrate')),
      ),
    ),
    'action-misspelt',
    /“kms:GenrateDataKey”[\s\S]*Write kms:GenerateDataKey/,
  ],
  [
    'kms:Encrypt with a blank in it',
    saved(
      statement(
        {},
        LEFT.map((one) => one.replace('kms:Encrypt', 'kms: Encrypt')),
      ),
    ),
    'action-misspelt',
    /“kms: Encrypt”[\s\S]*Write kms:Encrypt/,
  ],
  [
    's3:Encrypt for kms:Encrypt',
    saved(
      statement(
        {},
        LEFT.map((one) => one.replace('kms:Encrypt', 's3:Encrypt')),
      ),
    ),
    'action-misspelt',
    /“s3:Encrypt”[\s\S]*Write kms:Encrypt/,
  ],
  ['an action too many', saved(statement({}, [...LEFT, 'kms:Sign'])), 'actions-differ', /has “kms:Sign”/],
  [
    'one action for the list',
    saved(statement({}, 'kms:Encrypt')),
    'role-lost-more',
    /kms:GenerateDataKey, kms:TagResource/,
  ],
  [
    'the alias as Resource',
    saved(statement({ Resource: ALIAS })),
    'resource-differs',
    /alias alone[\s\S]*"Resource": "\*"/,
  ],
  [
    'the key as Resource',
    saved(statement({ Resource: KEY })),
    'resource-differs',
    /that key alone[\s\S]*"Resource": "\*"/,
  ],
  [
    'every key of the account as Resource',
    saved(statement({ Resource: KEY.replace(/key\/.*/, 'key/*') })),
    'resource-differs',
    /lacks “\*”\.\nWrite "Resource": "\*"/,
  ],
  [
    'another key as Resource',
    saved(statement({ Resource: KEY.replace(/key\/.*/, 'key/99999999-0000-4000-8000-000000000000') })),
    'resource-differs',
    /key\/99999999[\s\S]*not about the key of the page/,
  ],
  [
    'another account in Resource',
    saved(statement({ Resource: KEY.replace(SEEDED.account, '999988887777') })),
    'resource-differs',
    /999988887777[\s\S]*not about the key of the page/,
  ],
  [
    'another Region in Resource',
    saved(statement({ Resource: KEY.replace('us-east-1', 'us-west-2') })),
    'resource-differs',
    /us-west-2[\s\S]*not about the key of the page/,
  ],
  [
    'the bucket as Resource',
    saved(statement({ Resource: `arn:aws:s3:::${SEEDED.bucket}/*` })),
    'resource-differs',
    /s3:::[\s\S]*not about the key of the page/,
  ],
  [
    'NotResource for Resource',
    saved({ Effect: 'Allow', Action: LEFT, NotResource: ALIAS }),
    'negated-element',
    /has NotResource/,
  ],
  [
    'NotAction for Action',
    saved({ Effect: 'Allow', NotAction: ['kms:Decrypt'], Resource: '*' }),
    'negated-element',
    /Write "Action": \["kms:Encrypt"/,
  ],
  [
    'a condition on the Region',
    saved(statement({ Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })),
    'condition-value',
    /aws:RequestedRegion[\s\S]*Remove that condition/,
  ],
  [
    'a condition key that does not exist',
    saved(statement({ Condition: { Bool: { 'aws:MultiFactorAuthPresnt': 'true' } } })),
    'condition-key-misspelt',
    /aws:MultiFactorAuthPresnt/,
  ],
  [
    'a statement about S3 added',
    saved(statement({}), statement({ Sid: 'Files' }, 's3:GetObject')),
    'extra-statement',
    /“Files”[\s\S]*Remove it/,
  ],
  [
    'a statement for each action, one forgotten',
    saved(...LEFT.slice(1).map((one) => statement({}, one))),
    'role-lost-more',
    /no longer allows kms:Encrypt\./,
  ],
  [
    'the right version, and then the first one the default again',
    [
      version(STRIPPED, true),
      ({ iam }) =>
        iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: SEEDED.policyArn, VersionId: 'v1' })),
    ],
    'version-not-default',
    /v1 is the default[\s\S]*set-default-policy-version/,
  ],
  [
    'the policy attached to another role instead',
    [
      detached(SEEDED.policyArn),
      ({ iam }) =>
        iam.send(
          new CreateRoleCommand({
            RoleName: 'Other',
            AssumeRolePolicyDocument: FOR_EC2,
          }),
        ),
      ({ iam }) => iam.send(new AttachRolePolicyCommand({ RoleName: 'Other', PolicyArn: SEEDED.policyArn })),
    ],
    'thing-missing',
    /not attached[\s\S]*attach-role-policy/,
  ],
  // Refused.
  [
    'no Version',
    version(JSON.stringify({ Statement: statement({}) }), true),
    'write-refused',
    /Write "Version": "2012-10-17"/,
  ],
  [
    'the old Version',
    version(JSON.stringify({ Version: '2008-10-17', Statement: statement({}) }), true),
    'write-refused',
    /Write "Version": "2012-10-17"/,
  ],
  [
    'a Version of its own',
    version(JSON.stringify({ Version: '2024-01-01', Statement: statement({}) }), true),
    'write-refused',
    /a Version or an operator/,
  ],
  [
    'two statements of one Sid',
    saved(statement({ Sid: 'One' }, LEFT.slice(0, 2)), statement({ Sid: 'One' }, LEFT.slice(2))),
    'write-refused',
    /must be unique/,
  ],
  ['a Sid with spaces', saved(statement({ Sid: 'Allow use' })), 'write-refused', /must be alpha-numeric/],
  [
    'a key id as Resource',
    saved(statement({ Resource: SEEDED.key })),
    'write-refused',
    /must be in ARN format/,
  ],
  ['an action without its service', saved(statement({}, 'Encrypt')), 'write-refused', /prefaced by a vendor/],
  ['no Resource', saved({ Effect: 'Allow', Action: LEFT }), 'write-refused', /must contain resources/],
  ['allow in lower case', saved(statement({ Effect: 'allow' })), 'write-refused', /such as an Effect/],
  [
    'an operator that does not exist',
    saved(statement({ Condition: { StringEqual: { 'aws:RequestedRegion': 'us-east-1' } } })),
    'write-refused',
    /an operator of a Condition/,
  ],
  [
    'a sixth version',
    [
      ...['a', 'b', 'c', 'd'].map((one) => version(allowing(`kms:Describe${one}`), false)),
      version(STRIPPED, true),
    ],
    'write-refused',
    /up to 5 versions[\s\S]*delete-policy-version/,
  ],
  [
    'no statement',
    version(JSON.stringify({ Version: '2012-10-17', Statement: [] }), true),
    'write-refused',
    /is no policy/,
  ],
]);
