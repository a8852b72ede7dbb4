import { SAMPLE_UPLOAD } from '../web-app.ts';

/** What the lab's calls demand of the operator, on one kind of thing. */
export interface Need {
  /** An ARN with placeholders, `arn:<PARTITION>:iam::<ACCOUNT>:role/<ROLE>`; `*` for actions without any resource. */
  readonly resource: string;
  /** The actions, each with the commands that call it. */
  readonly actions: { readonly [action: string]: readonly string[] };
}

const ALL = ['plan', 'run', 'reset'] as const;
const WRITING = ['run', 'reset'] as const;

const all = (
  commands: readonly string[],
  ...actions: readonly string[]
): { readonly [action: string]: readonly string[] } =>
  Object.fromEntries(actions.map((action) => [action, commands]));

const iam = (resource: string): string => `arn:<PARTITION>:iam::<ACCOUNT>:${resource}`;
const kms = (resource: string): string => `arn:<PARTITION>:kms:<REGION>:<ACCOUNT>:${resource}`;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
export const NEEDS: readonly Need[] = [
  {
    resource: '*',
    actions: {
      ...all(ALL, 'iam:ListUsers', 'iam:ListPolicies', 'kms:ListAliases', 'kms:ListKeys'),
      ...all(ALL, 'ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:GetCommandInvocation'),
    },
  },
  {
    resource: iam('role/<ROLE>'),
    actions: all(ALL, 'iam:GetRole', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies'),
  },
  {
    resource: iam('role/<ROLE_OF_INLINE_POLICY>'),
    actions: { ...all(ALL, 'iam:GetRolePolicy'), ...all(WRITING, 'iam:PutRolePolicy') },
  },
  {
    resource: iam('policy/<ROLE_POLICY>'),
    actions: {
      ...all(ALL, 'iam:GetPolicy', 'iam:GetPolicyVersion'),
      ...all(WRITING, 'iam:ListPolicyVersions', 'iam:CreatePolicyVersion'),
      ...all(WRITING, 'iam:SetDefaultPolicyVersion', 'iam:DeletePolicyVersion'),
    },
  },
  { resource: iam('instance-profile/<PROFILE>'), actions: all(ALL, 'iam:GetInstanceProfile') },
  {
    resource: iam('user/<USER>'),
    actions: {
      ...all(
        ALL,
        'iam:GetUser',
        'iam:ListUserPolicies',
        'iam:ListAttachedUserPolicies',
        'iam:ListGroupsForUser',
      ),
      ...all(['run'], 'iam:CreateUser', 'iam:TagUser'),
      ...all(['reset'], 'iam:DeleteUser'),
    },
  },
  {
    resource: kms('key/<KEY_ID>'),
    actions: {
      ...all(ALL, 'kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'),
      ...all(ALL, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'),
      ...all(WRITING, 'kms:PutKeyPolicy'),
      // An alias that somebody moved is moved back.
      ...all(['reset'], 'kms:CreateAlias', 'kms:UpdateAlias'),
    },
  },
  { resource: kms('<ALIAS>'), actions: all(['reset'], 'kms:CreateAlias', 'kms:UpdateAlias') },
  // Without ListBucket an object that is missing cannot be told from one that is forbidden.
  { resource: 'arn:<PARTITION>:s3:::<BUCKET>', actions: all(ALL, 's3:ListBucket') },
  { resource: 'arn:<PARTITION>:s3:::<BUCKET>/<SAMPLE_OBJECT>', actions: all(ALL, 's3:GetObject') },
  {
    resource: `arn:<PARTITION>:s3:::<BUCKET>/${SAMPLE_UPLOAD}`,
    actions: all(WRITING, 's3:GetObject', 's3:DeleteObject'),
  },
  {
    resource: 'arn:<PARTITION>:ec2:<REGION>:<ACCOUNT>:instance/<INSTANCE_ID>',
    actions: all(ALL, 'ssm:SendCommand'),
  },
  // AWS's own documents belong to no account.
  {
    resource: 'arn:<PARTITION>:ssm:<REGION>::document/AWS-RunShellScript',
    actions: all(ALL, 'ssm:SendCommand'),
  },
];

/** What stands for a placeholder, by its name; nothing stands for what the account does not have. */
export type Fillings = Readonly<Record<string, string | undefined>>;

/** The ARN; `undefined` where something in it was not found. */
export function fill(resource: string, fillings: Fillings): string | undefined {
  const filled = resource.replace(
    /<([A-Z_]+)>/g,
    (placeholder, name: string) => fillings[name] ?? placeholder,
  );
  return /<[A-Z_]+>/.test(filled) ? undefined : filled;
}
