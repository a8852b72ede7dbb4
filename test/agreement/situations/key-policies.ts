import { allow, deny, keyPolicy, ROOT_STATEMENT, userArn, WORKSHOP } from '../edits.ts';
import { ACCOUNT, INSTANCE, ROLE, ROLE_ARN, ROOT, SESSION_ARN } from '../hands.ts';
import type { Subject } from '../situation.ts';

const ADMINISTRATION = ['kms:Describe*', 'kms:Put*', 'kms:Get*', 'kms:List*', 'kms:Enable*', 'kms:Disable*'];
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/** As the KMS console writes it: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const administrators = allow(ADMINISTRATION, {
  Sid: 'Allow access for Key Administrators',
  Principal: { AWS: userArn('another-admin') },
});
const persistentResources = allow(['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'], {
  Sid: 'Allow attachment of persistent resources',
  Principal: { AWS: ROLE_ARN },
  Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
});
const users = (principal: string) =>
  allow(USE, { Sid: 'Allow use of the key', Principal: { AWS: principal } });

export const keyPolicies: Subject = {
  title: 'The key policy at the start',
  situations: [
    {
      name: 'as the workshop leaves it',
      expect: { runs: true },
    },
    {
      name: 'as the KMS console writes it, the role among the key users',
      arrange: (hands) =>
        keyPolicy(hands, ROOT_STATEMENT, administrators, users(ROLE_ARN), persistentResources),
      expect: { runs: false, names: /Allow use of the key/, at: 'strip-decrypt' },
    },
    {
      name: 'as the KMS console writes it, another user among the key users',
      arrange: (hands) => keyPolicy(hands, ROOT_STATEMENT, administrators, users(userArn('another-admin'))),
      expect: { runs: true },
    },
    {
      name: 'it allows the role to encrypt only',
      arrange: (hands) =>
        keyPolicy(
          hands,
          ROOT_STATEMENT,
          allow(['kms:Encrypt', 'kms:GenerateDataKey'], { Sid: 'Encrypt', Principal: { AWS: ROLE_ARN } }),
        ),
      expect: { runs: true },
    },
    {
      name: 'it names the session of the role',
      arrange: (hands) =>
        keyPolicy(
          hands,
          ROOT_STATEMENT,
          allow('kms:Decrypt', { Sid: 'TheSession', Principal: { AWS: SESSION_ARN } }),
        ),
      expect: { runs: false, names: /TheSession/, at: 'strip-decrypt' },
    },
    {
      name: 'it allows every principal of the account, by kms:CallerAccount',
      arrange: (hands) =>
        keyPolicy(
          hands,
          ROOT_STATEMENT,
          allow('kms:Decrypt', {
            Sid: 'ByCallerAccount',
            Principal: '*',
            Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } },
          }),
        ),
      // It allows every user of the account, including userA once it exists.
      expect: { runs: false, names: /ByCallerAccount/, at: 'show-key-policy' },
    },
    {
      name: 'it allows every principal, by way of S3 only',
      arrange: (hands) =>
        keyPolicy(
          hands,
          ROOT_STATEMENT,
          allow('kms:Decrypt', {
            Sid: 'ByWayOfS3',
            Principal: '*',
            Condition: {
              StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com', 'kms:CallerAccount': ACCOUNT },
            },
          }),
        ),
      expect: { runs: false, names: /ByWayOfS3/, at: 'open-sample-file' },
    },
    {
      name: 'it allows every principal, by way of S3 of another region',
      arrange: (hands) =>
        keyPolicy(
          hands,
          ROOT_STATEMENT,
          allow('kms:Decrypt', {
            Sid: 'ByWayOfS3Elsewhere',
            Principal: '*',
            Condition: {
              StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com', 'kms:CallerAccount': ACCOUNT },
            },
          }),
        ),
      expect: { runs: true },
    },
    {
      name: 'it allows the role by aws:PrincipalArn',
      arrange: (hands) =>
        keyPolicy(
          hands,
          ROOT_STATEMENT,
          allow('kms:Decrypt', {
            Sid: 'ByPrincipalArn',
            Principal: { AWS: ROOT },
            Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/${ROLE.slice(0, 8)}*` } },
          }),
        ),
      // The statement delegates to IAM, like the root statement, and gives the role nothing by itself.
      expect: { runs: true },
    },
    {
      name: 'it allows the role by aws:PrincipalArn, for every principal',
      arrange: (hands) =>
        keyPolicy(
          hands,
          ROOT_STATEMENT,
          allow('kms:Decrypt', {
            Sid: 'AnyoneOfThatArn',
            Principal: { AWS: '*' },
            Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/${ROLE.slice(0, 8)}*` } },
          }),
        ),
      expect: { runs: false, names: /AnyoneOfThatArn/, at: 'strip-decrypt' },
    },
    {
      name: 'it denies the role kms:Decrypt',
      arrange: (hands) =>
        keyPolicy(
          hands,
          ROOT_STATEMENT,
          deny('kms:Decrypt', { Sid: 'NotTheRole', Principal: { AWS: ROLE_ARN } }),
        ),
      expect: { runs: false, names: /NotTheRole/, at: 'show-key-policy' },
    },
    {
      name: 'it denies kms:Decrypt to every principal but another admin',
      arrange: (hands) =>
        keyPolicy(
          hands,
          ROOT_STATEMENT,
          deny('kms:Decrypt', {
            Sid: 'OnlyTheOtherAdmin',
            Principal: '*',
            Condition: { ArnNotEquals: { 'aws:PrincipalArn': userArn('another-admin') } },
          }),
        ),
      expect: { runs: false, names: /OnlyTheOtherAdmin/, at: 'show-key-policy' },
    },
    {
      name: 'it denies every principal but the role kms:Encrypt, by NotPrincipal',
      arrange: (hands) =>
        keyPolicy(hands, ROOT_STATEMENT, {
          Sid: 'NoneButTheRole',
          Effect: 'Deny',
          NotPrincipal: { AWS: [ROOT, ROLE_ARN, SESSION_ARN] },
          Action: 'kms:Encrypt',
          Resource: '*',
        }),
      expect: { runs: false, names: /NoneButTheRole/, at: 'show-key-policy' },
    },
    {
      name: 'it names the operator and the role, and not the account',
      arrange: (hands) =>
        keyPolicy(
          hands,
          allow('kms:*', { Sid: 'TheOperatorAlone', Principal: { AWS: userArn('operator') } }),
          allow(WORKSHOP, { Sid: 'TheRoleAlone', Principal: { AWS: ROLE_ARN } }),
        ),
      // Nothing allows the other admin, whom the page does not exclude.
      expect: { runs: false, names: /another[ -]admin/, at: 'show-key-policy' },
    },
    {
      name: 'it denies what does not come from the instance of the role, by aws:userid',
      arrange: (hands) =>
        keyPolicy(
          hands,
          ROOT_STATEMENT,
          deny('kms:GenerateDataKey', {
            Sid: 'OtherInstances',
            Principal: { AWS: ROLE_ARN },
            Condition: { StringNotLike: { 'aws:userid': `*:${INSTANCE}` } },
          }),
        ),
      expect: { runs: true },
    },
  ],
};
