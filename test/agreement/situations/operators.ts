import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  PutUserPermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  type Credentials,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { enabling, newAuthenticator } from '../../sandbox/iam/device.ts';
import { administrator, allow, deny, documentOf, managedPolicy } from '../edits.ts';
import { ACCOUNT, type Hands, KEY_ARN, ROOT } from '../hands.ts';
import type { SignIn, Subject } from '../situation.ts';

const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';
const EVERYTHING = JSON.stringify(documentOf(allow('*')));

const allBut = (NotAction: string): string =>
  JSON.stringify(documentOf({ Effect: 'Allow', NotAction, Resource: '*' }));

const withoutMfa = deny('*', {
  Sid: 'DenyWithoutMfa',
  Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
});

const sessionOf = (given: Credentials | undefined): SignIn => ({
  session: {
    accessKeyId: given!.AccessKeyId!,
    secretAccessKey: given!.SecretAccessKey!,
    sessionToken: given!.SessionToken!,
  },
});

/** An administrator who may do nothing without MFA, and signs in with the code of a virtual device. */
async function withMfa(hands: Hands): Promise<SignIn> {
  const user = 'careful';
  await administrator(hands, user, withoutMfa);
  const now = new Date();
  const device = await newAuthenticator(hands.iam, user);
  await hands.iam.send(enabling(device, user, now));
  const { Credentials } = await hands
    .as(user)
    .sts.send(new GetSessionTokenCommand({ SerialNumber: device.serial, TokenCode: device.code(now, 1) }));
  return sessionOf(Credentials);
}

async function throughRole(hands: Hands, Policy?: string): Promise<SignIn> {
  const RoleName = 'Instructor';
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'sts:AssumeRole' }],
  };
  await hands.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  await hands.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR_ACCESS }));
  const { Credentials } = await hands.sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`,
      RoleSessionName: 'class',
      ...(Policy === undefined ? {} : { Policy }),
    }),
  );
  return sessionOf(Credentials);
}

const onlyIn = (...regions: readonly string[]) =>
  deny('*', { Sid: 'RegionLock', Condition: { StringNotEquals: { 'aws:RequestedRegion': regions } } });

const onlyFrom = (...ranges: readonly string[]) =>
  deny('*', { Sid: 'OfficeOnly', Condition: { NotIpAddress: { 'aws:SourceIp': ranges } } });

async function bounded(hands: Hands, ...statements: Parameters<typeof managedPolicy>[2]): Promise<SignIn> {
  const signIn = await administrator(hands, 'bounded');
  const PermissionsBoundary = await managedPolicy(hands.iam, 'OperatorBoundary', statements);
  await hands.iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'bounded', PermissionsBoundary }));
  return signIn;
}

export const operators: Subject = {
  title: 'The operator',
  situations: [
    {
      name: 'another administrator',
      as: (hands) => administrator(hands, 'instructor'),
      expect: { runs: true },
    },
    {
      name: 'the account root',
      as: async () => ({ user: 'root' }),
      expect: { runs: true },
    },
    {
      name: 'a role session of an administrator',
      as: (hands) => throughRole(hands),
      expect: { runs: true },
    },
    {
      name: 'a role session with a session policy that allows everything',
      as: (hands) => throughRole(hands, EVERYTHING),
      expect: { runs: true },
    },
    {
      name: 'a role session with a session policy without kms:Decrypt',
      as: (hands) => throughRole(hands, allBut('kms:Decrypt')),
      // It cannot be read: only the check that tries it finds it, before anything is written.
      expect: { runs: false, names: /kms:Decrypt/, at: 'show-key-policy', unforeseen: true },
    },
    {
      name: 'a role session with a session policy without kms:PutKeyPolicy',
      as: (hands) => throughRole(hands, allBut('kms:PutKeyPolicy')),
      // It cannot be read, and kms:PutKeyPolicy has no dry run.
      expect: {
        runs: false,
        names: /kms:PutKeyPolicy/,
        at: 'key-policy-account-only',
        change: true,
        unforeseen: true,
      },
    },
    {
      name: 'an MFA session of a user who is denied everything without MFA',
      as: withMfa,
      expect: { runs: true },
    },
    {
      name: 'the same user without MFA',
      as: (hands) => administrator(hands, 'careless', withoutMfa),
      expect: { runs: false, names: /held-to|DenyWithoutMfa|explicit deny|MultiFactorAuth/ },
    },
    {
      name: 'denied everything outside us-east-1',
      as: (hands) => administrator(hands, 'regional', onlyIn('us-east-1')),
      expect: { runs: true },
    },
    {
      name: 'denied kms outside eu-west-1',
      as: (hands) => administrator(hands, 'european', { ...onlyIn('eu-west-1'), Action: 'kms:PutKeyPolicy' }),
      expect: { runs: false, names: /held-to|RegionLock|kms:PutKeyPolicy/, at: 'show-key-policy' },
    },
    {
      name: 'denied everything but from the office, and in the office',
      as: (hands) => administrator(hands, 'inside', onlyFrom('127.0.0.0/8', '::1/128')),
      expect: { runs: true },
    },
    {
      name: 'denied kms:PutKeyPolicy but from the office, and not in the office',
      as: (hands) =>
        administrator(hands, 'outside', { ...onlyFrom('198.51.100.0/24'), Action: 'kms:PutKeyPolicy' }),
      expect: { runs: false, names: /held-to|OfficeOnly|kms:PutKeyPolicy/, at: 'show-key-policy' },
    },
    {
      name: 'denied kms:PutKeyPolicy with TLS',
      as: (hands) =>
        administrator(
          hands,
          'plain',
          deny('kms:PutKeyPolicy', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
        ),
      expect: { runs: false, names: /held-to|kms:PutKeyPolicy/, at: 'show-key-policy' },
    },
    {
      name: 'a permissions boundary that allows everything',
      as: (hands) => bounded(hands, allow('*')),
      expect: { runs: true },
    },
    {
      name: 'a permissions boundary without kms:PutKeyPolicy',
      as: (hands) => bounded(hands, { Effect: 'Allow', NotAction: 'kms:PutKeyPolicy', Resource: '*' }),
      expect: { runs: false, names: /OperatorBoundary|kms:PutKeyPolicy/, at: 'show-key-policy' },
    },
    {
      name: 'denied kms:PutKeyPolicy on the key',
      as: (hands) => administrator(hands, 'reader', deny('kms:PutKeyPolicy', { Resource: KEY_ARN })),
      expect: { runs: false, names: /kms:PutKeyPolicy/, at: 'show-key-policy' },
    },
    {
      name: 'denied iam:CreatePolicyVersion',
      as: (hands) => administrator(hands, 'unversioned', deny('iam:CreatePolicyVersion')),
      expect: { runs: false, names: /iam:CreatePolicyVersion/, at: 'strip-decrypt' },
    },
    {
      name: 'denied iam:CreateUser',
      as: (hands) => administrator(hands, 'userless', deny('iam:CreateUser')),
      expect: { runs: false, names: /iam:CreateUser/, at: 'key-policy-mfa' },
    },
    {
      name: 'denied iam:DeleteUser, which only a reset needs',
      as: (hands) => administrator(hands, 'keeper', deny('iam:DeleteUser')),
      expect: { runs: false, names: /iam:DeleteUser/, at: 'key-policy-mfa' },
    },
    {
      name: 'denied iam:SetDefaultPolicyVersion, which only a reset needs',
      as: (hands) => administrator(hands, 'newest', deny('iam:SetDefaultPolicyVersion')),
      expect: { runs: false, names: /iam:SetDefaultPolicyVersion/, at: 'strip-decrypt' },
    },
    {
      name: 'denied kms:Decrypt',
      as: (hands) => administrator(hands, 'blind', deny('kms:Decrypt')),
      expect: { runs: false, names: /kms:Decrypt/, at: 'show-key-policy' },
    },
    {
      name: 'a session of a federated user who may do everything',
      async as({ sts }) {
        const { Credentials } = await sts.send(
          new GetFederationTokenCommand({ Name: 'guest', Policy: EVERYTHING }),
        );
        return sessionOf(Credentials);
      },
      // AWS lets no federated session call IAM: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
      expect: { runs: false, names: /iam:|federated/ },
    },
  ],
};
