import { UNSEEN_KEY } from '../../src/contract/resource.ts';
import { type PolicyDocument, statementsOf } from '../../src/policy/document.ts';
import { defaultKeyPolicy, keyPolicyOf } from '../../steps/documents/index.ts';
import { allowing, edited, FACTS, OTHER_KEY, replaced, type Slip } from './attempt.ts';

/** A slip of the hand, the hint that it is to have, and what the hint must mention. */
export interface Row extends Slip {
  readonly slip: string;
  readonly hint: string;
  readonly mentions: readonly string[];
}

const { role, key, accountId } = FACTS;
const STRANGER = '999988887777';
const SESSION = `arn:aws:sts::${accountId}:assumed-role/${role.name}/${FACTS.instance.id}`;
const PROFILE = `arn:aws:iam::${accountId}:instance-profile/${role.name}`;
const ABOUT_ACCOUNT = 'Allow for Use only within our Account';

const account = { step: 'key-policy-account-only' } as const;
const roleOnly = { step: 'key-policy-role-only' } as const;
const mfa = { step: 'key-policy-mfa' } as const;
const strip = { step: 'strip-decrypt' } as const;
const start = { step: 'start-web-app' } as const;

const keyPolicy =
  (change: (document: PolicyDocument | undefined) => PolicyDocument | undefined): Slip['now'] =>
  (wanted) => ({ 'key-policy': change(wanted['key-policy']) });
const condition = (Condition: object): Slip['now'] =>
  keyPolicy((document) => edited(document, (statement) => ({ ...statement, Condition })));
const failing = (id: string, observed = 'instance-role kms:Decrypt allowed') => [
  { id, status: 'failed', expected: 'implicitly-denied', observed, evidence: 'observed' } as const,
];

const TARGETS: readonly Row[] = [
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
    mentions: ['is gone', 'create-alias'],
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
          policy: keyPolicyOf('account-only', 'corrected', FACTS),
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
          document: allowing('kms:Encrypt'),
          previous: allowing('kms:Encrypt', 'kms:Decrypt'),
          changedAt: '2026-06-01T12:05:00.000Z',
        },
      ],
    },
    hint: 'another-role-policy-edited',
    mentions: ['took kms:Decrypt out of Copy', FACTS.rolePolicy.name],
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
          document: allowing('kms:ListKeys'),
          previous: allowing('kms:ImportKeyMaterial'),
          changedAt: '2026-06-01T12:05:00.000Z',
        },
      ],
    },
    hint: 'another-role-policy-edited',
    mentions: ['KMS-Workshop-ImportMaterialPermissions', FACTS.rolePolicy.name],
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
          document: allowing('kms:ListKeys'),
          previous: allowing('kms:ImportKeyMaterial'),
          changedAt: '2026-01-01T00:00:00.000Z',
        },
      ],
    },
    hint: 'nothing-changed',
    mentions: [FACTS.rolePolicy.name, 'Save changes'],
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
    hint: 'nothing-changed',
    mentions: ['key policy of alias/ImportedCMK', key.id],
  },
  {
    slip: 'nothing done',
    ...account,
    now: (_, before) => before,
    hint: 'nothing-changed',
    mentions: ['key policy of alias/ImportedCMK', 'placeholder'],
  },
];

const LOCK_OUTS: readonly Row[] = [
  {
    slip: 'the page’s text that would shut its author out, which KMS refused',
    ...roleOnly,
    now: (_, before) => before,
    hint: 'lock-out-refused',
    mentions: ['will not allow you to update the key policy in the future', 'corrected text', key.id],
  },
  {
    slip: 'the same, where the published text is wanted',
    ...roleOnly,
    variant: 'published',
    now: (_, before) => before,
    hint: 'lock-out-refused',
    mentions: ['account root', '--variant corrected'],
  },
];

const DOCUMENTS: readonly Row[] = [
  {
    slip: 'the policy of the step before the last one',
    ...roleOnly,
    now: keyPolicy(() => defaultKeyPolicy(FACTS)),
    hint: 'other-step-document',
    mentions: ['that the page begins with'],
  },
  {
    slip: 'the policy of a later step',
    ...account,
    now: keyPolicy(() => keyPolicyOf('mfa', 'corrected', FACTS)),
    hint: 'other-step-document',
    mentions: ['userA may manage the key, with MFA'],
  },
  {
    slip: 'kms:Decrypt back in the role’s policy',
    ...account,
    now: () => ({
      'role-policy': allowing(
        'kms:UntagResource',
        'kms:TagResource',
        'kms:GenerateDataKey',
        'kms:Encrypt',
        'kms:Decrypt',
      ),
    }),
    hint: 'other-step-document',
    mentions: [FACTS.rolePolicy.name],
  },
  {
    slip: 'the page’s account id left in a condition',
    ...account,
    now: condition({ StringEquals: { 'kms:CallerAccount': '<your acount id>' } }),
    hint: 'placeholder-left-in',
    mentions: ['<your acount id>', accountId, ABOUT_ACCOUNT],
  },
  {
    slip: 'the page’s ARN left in a principal',
    ...account,
    now: keyPolicy((document) => replaced(document, role.arn, '<the ARN we copied in the step 11>')),
    hint: 'placeholder-left-in',
    mentions: ['<the ARN we copied in the step 11>', role.arn],
  },
  {
    slip: 'the page’s account id left inside an ARN',
    ...account,
    now: keyPolicy((document) => replaced(document, `iam::${accountId}:root`, 'iam::<your acount id>:root')),
    hint: 'placeholder-left-in',
    mentions: ['<your acount id>', 'Enable IAM User Permissions'],
  },
  {
    slip: 'userA deleted after the policy was saved, and made again',
    ...mfa,
    now: keyPolicy((document) =>
      replaced(document, `arn:aws:iam::${accountId}:user/userA`, 'AIDAQ3EGP2XJ5EXAMPLE'),
    ),
    hint: 'principal-gone',
    mentions: ['AIDAQ3EGP2XJ5EXAMPLE', 'user/userA'],
  },
];

const ROLE_POLICIES: readonly Row[] = [
  {
    slip: 'kms:Decrypt kept, another action cleared',
    ...strip,
    now: () => ({ 'role-policy': allowing('kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey') }),
    hint: 'role-still-decrypts',
    mentions: ['VisualEditor0', 'kms:Decrypt'],
  },
  {
    slip: 'kms:Decrypt allowed by a wildcard',
    ...strip,
    now: () => ({ 'role-policy': allowing('kms:*') }),
    hint: 'role-still-decrypts',
    mentions: ['“kms:*”'],
  },
  {
    slip: 'kms:Decrypt allowed by a part of its name',
    ...strip,
    now: (wanted) => ({
      'role-policy': {
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
      'role-policy': { Statement: { Effect: 'Allow', NotAction: 'kms:PutKeyPolicy', Resource: '*' } },
    }),
    hint: 'role-still-decrypts',
    mentions: ['NotAction'],
  },
  {
    slip: 'kms:Decrypt denied',
    ...strip,
    now: (_, before) => ({
      'role-policy': {
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
    now: () => ({ 'role-policy': allowing('kms:Encrypt', 'kms:TagResource', 'kms:UntagResource') }),
    hint: 'role-lost-more',
    mentions: ['kms:GenerateDataKey', 'policy/KMSWorkshop-AdditionalPermissions'],
  },
  {
    slip: 'everything but kms:Encrypt cleared',
    ...strip,
    now: () => ({ 'role-policy': allowing('kms:Encrypt') }),
    hint: 'role-lost-more',
    mentions: ['kms:GenerateDataKey', 'kms:TagResource'],
  },
  {
    slip: 'an action added to the role’s policy',
    ...strip,
    now: () => ({
      'role-policy': allowing(
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

const PRINCIPALS: readonly Row[] = [
  {
    slip: 'the published NotPrincipal where the corrected text has Principal',
    ...roleOnly,
    now: keyPolicy(() => keyPolicyOf('role-only', 'published', FACTS)),
    hint: 'not-principal',
    mentions: ['NotPrincipal where Principal belongs', 'aws:PrincipalArn'],
  },
  {
    slip: 'Principal where the published text has NotPrincipal',
    ...roleOnly,
    variant: 'published',
    now: keyPolicy((document) =>
      edited(document, ({ NotPrincipal, ...rest }) => ({ ...rest, Principal: NotPrincipal })),
    ),
    hint: 'not-principal',
    mentions: ['Principal where NotPrincipal belongs', role.arn],
  },
  {
    slip: 'Allow for Deny',
    ...roleOnly,
    now: keyPolicy((document) => edited(document, (statement) => ({ ...statement, Effect: 'Allow' }))),
    hint: 'effect-swapped',
    mentions: [ABOUT_ACCOUNT, 'says Allow', '"Effect": "Deny"'],
  },
  {
    slip: 'Deny for Allow, under another Sid',
    ...account,
    now: keyPolicy((document) =>
      edited(document, (statement) => ({ ...statement, Sid: 'mine', Effect: 'Deny' })),
    ),
    hint: 'effect-swapped',
    mentions: ['“mine”', '"Effect": "Allow"'],
  },
  {
    slip: 'the ARN of a session',
    ...account,
    now: keyPolicy((document) => replaced(document, role.arn, SESSION)),
    hint: 'session-arn',
    mentions: [SESSION, role.arn],
  },
  {
    slip: 'the ARN of a session in a condition',
    ...roleOnly,
    now: keyPolicy((document) => replaced(document, role.arn, SESSION)),
    hint: 'session-arn',
    mentions: [SESSION, role.arn],
  },
  {
    slip: 'the ARN of the instance profile',
    ...account,
    now: keyPolicy((document) => replaced(document, role.arn, PROFILE)),
    hint: 'instance-profile-arn',
    mentions: [PROFILE, role.arn],
  },
  {
    slip: 'another role’s ARN',
    ...account,
    now: keyPolicy((document) => replaced(document, role.arn, `arn:aws:iam::${accountId}:role/Admin`)),
    hint: 'wrong-role',
    mentions: ['role/Admin', role.arn],
  },
  {
    slip: 'another account in the role’s ARN',
    ...account,
    now: keyPolicy((document) => replaced(document, role.arn, role.arn.replace(accountId, STRANGER))),
    hint: 'wrong-account',
    mentions: [STRANGER, 'Principal AWS', role.arn],
  },
  {
    slip: 'another account as the root',
    ...account,
    now: keyPolicy((document) => replaced(document, `${accountId}:root`, `${STRANGER}:root`)),
    hint: 'wrong-account',
    mentions: [STRANGER, 'Enable IAM User Permissions'],
  },
  {
    slip: 'another account in one of several ARNs',
    ...roleOnly,
    now: keyPolicy((document) =>
      replaced(
        replaced(document, `${accountId}:user/operator`, `${STRANGER}:user/operator`),
        `"${role.arn}",`,
        '',
      ),
    ),
    hint: 'wrong-account',
    mentions: [`${STRANGER}:user/operator`, 'aws:PrincipalArn', `${accountId}:user/operator`],
  },
  {
    slip: 'another account in kms:CallerAccount',
    ...account,
    now: condition({ StringEquals: { 'kms:CallerAccount': STRANGER } }),
    hint: 'wrong-account',
    mentions: [STRANGER, 'kms:CallerAccount', accountId],
  },
  {
    slip: 'the account id with dashes, as the console shows it',
    ...account,
    now: condition({ StringEquals: { 'kms:CallerAccount': '1111-2222-3333' } }),
    hint: 'wrong-account',
    mentions: ['1111-2222-3333', accountId],
  },
  {
    slip: 'the operator for the role',
    ...account,
    now: keyPolicy((document) => replaced(document, role.arn, `arn:aws:iam::${accountId}:user/operator`)),
    hint: 'wrong-principal',
    mentions: ['user/operator', role.arn],
  },
];

const CONDITIONS: readonly Row[] = [
  {
    slip: 'the page’s own “aws: MultiFactorAuthAge”',
    ...mfa,
    now: keyPolicy(() => keyPolicyOf('mfa', 'published', FACTS)),
    hint: 'condition-key-misspelt',
    mentions: ['“aws: MultiFactorAuthAge”', 'Write aws:MultiFactorAuthAge', 'space'],
  },
  {
    slip: 'a condition key with a letter missing',
    ...mfa,
    now: condition({ NumericLessThan: { 'aws:MultifactorAutAge': '300' } }),
    hint: 'condition-key-misspelt',
    mentions: ['aws:MultifactorAutAge', 'Write aws:MultiFactorAuthAge'],
  },
  {
    slip: 'a condition key of the wrong service',
    ...account,
    now: condition({ StringEquals: { 'aws:CallerAccount': accountId } }),
    hint: 'condition-key-misspelt',
    mentions: ['aws:CallerAccount', 'Write kms:CallerAccount'],
  },
  {
    slip: 'the corrected key where the published text is wanted',
    ...mfa,
    variant: 'published',
    now: keyPolicy(() => keyPolicyOf('mfa', 'corrected', FACTS)),
    hint: 'condition-key-other',
    mentions: ['aws:MultiFactorAuthAge', '“aws: MultiFactorAuthAge”'],
  },
  {
    slip: 'whether there was MFA instead of when',
    ...mfa,
    now: condition({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    hint: 'condition-key-other',
    mentions: ['aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthAge'],
  },
  {
    slip: 'StringLike for StringEquals',
    ...account,
    now: condition({ StringLike: { 'kms:CallerAccount': accountId } }),
    hint: 'condition-operator',
    mentions: ['StringLike', 'StringEquals', 'wildcards'],
  },
  {
    slip: 'NumericLessThanEquals for NumericLessThan',
    ...mfa,
    now: condition({ NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '300' } }),
    hint: 'condition-operator',
    mentions: ['NumericLessThanEquals', 'aws:MultiFactorAuthAge'],
  },
  {
    slip: 'NumericLessThanIfExists, which lets in without MFA',
    ...mfa,
    now: condition({ NumericLessThanIfExists: { 'aws:multifactorauthage': '300' } }),
    hint: 'condition-operator',
    mentions: ['NumericLessThanIfExists', 'without MFA'],
  },
  {
    slip: 'the comparison turned round',
    ...mfa,
    now: condition({ NumericGreaterThan: { 'aws:MultiFactorAuthAge': '300' } }),
    hint: 'condition-operator',
    mentions: ['NumericGreaterThan', 'turns the comparison round'],
  },
  {
    slip: 'no condition',
    ...mfa,
    now: keyPolicy((document) => edited(document, ({ Condition: _, ...rest }) => rest)),
    hint: 'condition-missing',
    mentions: [ABOUT_ACCOUNT, 'aws:MultiFactorAuthAge', 'NumericLessThan'],
  },
  {
    slip: 'one of two conditions missing',
    ...roleOnly,
    now: condition({ StringEquals: { 'kms:CallerAccount': accountId } }),
    hint: 'condition-missing',
    mentions: ['aws:PrincipalArn', 'shuts out more', role.arn],
  },
  {
    slip: 'another number of seconds',
    ...mfa,
    now: condition({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }),
    hint: 'condition-value',
    mentions: ['3600', '300', 'aws:MultiFactorAuthAge'],
  },
  {
    slip: 'whoever runs the lab not spared',
    ...roleOnly,
    now: keyPolicy((document) =>
      edited(document, ({ Condition, ...rest }) => ({
        ...rest,
        Condition: {
          ...Condition,
          ArnNotEquals: { 'aws:PrincipalArn': [role.arn, `arn:aws:iam::${accountId}:root`] },
        },
      })),
    ),
    hint: 'condition-value',
    mentions: ['lacks', 'user/operator'],
  },
];

const STATEMENTS: readonly Row[] = [
  {
    slip: 'every action where four are listed',
    ...mfa,
    now: keyPolicy((document) => edited(document, (statement) => ({ ...statement, Action: 'kms:*' }))),
    hint: 'actions-differ',
    mentions: ['kms:*', 'kms:PutKeyPolicy'],
  },
  {
    slip: 'one of the four actions left out',
    ...mfa,
    now: keyPolicy((document) =>
      edited(document, (statement) => ({
        ...statement,
        Action: ['kms:DeleteAlias', 'kms:DeleteImportedKeyMaterial', 'kms:PutKeyPolicy'],
      })),
    ),
    hint: 'actions-differ',
    mentions: ['lacks kms:ScheduleKeyDeletion'],
  },
  {
    slip: 'the account’s statement deleted',
    ...account,
    now: keyPolicy((document) => ({ ...document, Statement: statementsOf(document!).slice(1) })),
    hint: 'statement-missing',
    mentions: ['Enable IAM User Permissions'],
  },
  {
    slip: 'a statement of one’s own kept',
    ...account,
    now: keyPolicy((document) => ({
      ...document,
      Statement: [
        ...statementsOf(document!),
        {
          Sid: 'Mine',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${accountId}:user/me` },
          Action: 'kms:Sign',
          Resource: '*',
        },
      ],
    })),
    hint: 'extra-statement',
    mentions: ['“Mine”', 'kms:Sign'],
  },
  {
    slip: 'one key for Resource',
    ...account,
    now: keyPolicy((document) => edited(document, (statement) => ({ ...statement, Resource: key.arn }))),
    hint: 'differs',
    mentions: ['Resource', key.arn, ABOUT_ACCOUNT],
  },
];

const WEB_APP: readonly Row[] = [
  {
    slip: 'the web app not started',
    ...start,
    now: () => ({ 'web-app': undefined }),
    hint: 'web-app-not-started',
    mentions: [FACTS.instance.id, key.id, 'WebAppEncSSE.py 80'],
  },
  {
    slip: 'the web app stopped in a later step',
    ...account,
    now: () => ({ 'web-app': undefined }),
    hint: 'web-app-not-started',
    mentions: [FACTS.instance.id],
  },
  {
    slip: 'the web app at another port',
    ...start,
    now: () => ({ 'web-app': { keyId: key.id, port: 8000 } }),
    hint: 'web-app-wrong-port',
    mentions: ['8000', '80'],
  },
  {
    slip: 'the key id typed at the prompt',
    ...start,
    now: () => ({ 'web-app': { keyId: UNSEEN_KEY, port: 80 } }),
    hint: 'web-app-key-unseen',
    mentions: [key.id, 'WebAppEncSSE.key'],
  },
  {
    slip: 'another key’s id',
    ...start,
    now: () => ({ 'web-app': { keyId: OTHER_KEY, port: 80 } }),
    elsewhere: { keys: [{ id: OTHER_KEY, arn: 'arn:other', aliases: ['alias/Other'] }] },
    hint: 'web-app-wrong-key',
    mentions: [OTHER_KEY, 'alias/Other', key.id],
  },
  {
    slip: 'the alias for the key id',
    ...start,
    now: () => ({ 'web-app': { keyId: key.alias, port: 80 } }),
    hint: 'web-app-wrong-key',
    mentions: [key.alias, 'not the key id', key.id],
  },
  {
    slip: 'a key id with a slip in it',
    ...start,
    now: () => ({ 'web-app': { keyId: '1b2c3d4e', port: 80 } }),
    hint: 'web-app-wrong-key',
    mentions: ['1b2c3d4e', 'no customer key'],
  },
  {
    slip: 'the web app started a step early',
    ...strip,
    now: () => ({ 'web-app': { keyId: key.id, port: 80 } }),
    hint: 'differs',
    mentions: ['web app', 'comes later'],
  },
  {
    slip: 'the security group closed',
    ...start,
    blind: 'Nothing answers at http://203.0.113.10: timeout.',
    elsewhere: {
      webApp: {
        url: 'http://203.0.113.10',
        knock: 'silent',
        ingress: { groups: ['sg-0123456789abcdef0'], open: false },
      },
    },
    hint: 'security-group-closed',
    mentions: ['sg-0123456789abcdef0', 'port 80', 'authorize-security-group-ingress'],
  },
  {
    slip: 'no answer, and the security group may not be read',
    ...start,
    blind: 'Nothing answers at http://203.0.113.10: timeout.',
    elsewhere: { webApp: { url: 'http://203.0.113.10', knock: 'silent' } },
    hint: 'security-group-closed',
    mentions: ['may not be read', 'http://203.0.113.10'],
  },
  {
    slip: 'no answer, though the security group is open',
    ...start,
    blind: 'Nothing answers at http://203.0.113.10: timeout.',
    elsewhere: {
      webApp: { url: 'http://203.0.113.10', knock: 'silent', ingress: { groups: ['sg-1'], open: true } },
    },
    hint: 'security-group-closed',
    mentions: ['sg-1 lets port 80 in', 'VPN'],
  },
  {
    slip: 'the connection refused',
    ...start,
    blind: 'Nothing answers at http://203.0.113.10: connect ECONNREFUSED.',
    elsewhere: { webApp: { url: 'http://203.0.113.10', knock: 'refused' } },
    hint: 'web-app-refuses',
    mentions: ['http://203.0.113.10', 'refused'],
  },
];

const EFFECTS: readonly Row[] = [
  {
    slip: 'another policy of the role allows kms:Decrypt',
    ...strip,
    failed: failing('role-cannot-decrypt'),
    elsewhere: { rolePolicies: [{ name: 'Everything', arn: 'arn:everything', document: allowing('kms:*') }] },
    hint: 'another-policy-allows-decrypt',
    mentions: ['Everything', 'detach-role-policy', 'arn:everything'],
  },
  {
    slip: 'something beside the step was changed',
    ...strip,
    failed: failing('nothing-else-changed', 'other IAM users: none → bob'),
    hint: 'something-else-changed',
    mentions: ['bob'],
  },
  {
    slip: 'the log cannot be read',
    ...account,
    blind: '“The log” could not be looked at: timeout.',
    hint: 'could-not-look',
    mentions: ['timeout'],
  },
  {
    slip: 'right, but not propagated yet',
    ...strip,
    failed: failing('role-cannot-decrypt'),
    hint: 'not-in-force-yet',
    mentions: ['instance-role kms:Decrypt allowed', 'wait'],
  },
];

export const ROWS: readonly Row[] = [
  ...TARGETS,
  ...LOCK_OUTS,
  ...DOCUMENTS,
  ...ROLE_POLICIES,
  ...PRINCIPALS,
  ...CONDITIONS,
  ...STATEMENTS,
  ...WEB_APP,
  ...EFFECTS,
];
