import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateGrantCommand, CreateKeyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { PolicyDocument, Statement } from '../../src/policy/document.ts';
import {
  ACCOUNT,
  BUCKET,
  type Clients,
  KEY,
  KEY_ARN,
  POLICY,
  ROLE,
  ROLE_ARN,
  ROOT,
  SAMPLE,
} from './hands.ts';
import type { SignIn } from './situation.ts';

type Of<Service extends keyof Clients> = Pick<Clients, Service>;

export const documentOf = (...Statement: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement,
});
const textOf = (statements: readonly Statement[]): string => JSON.stringify(documentOf(...statements));

export const allow = (Action: string | readonly string[], rest: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...rest,
});
export const deny = (Action: string | readonly string[], rest: Partial<Statement> = {}): Statement => ({
  ...allow(Action, rest),
  Effect: 'Deny',
});

/** The statement of the key's default policy. */
export const ROOT_STATEMENT: Statement = allow('kms:*', {
  Sid: 'Enable IAM User Permissions',
  Principal: { AWS: ROOT },
});

/** What the page lets the role do with the key. */
export const WORKSHOP = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'] as const;

export const keyPolicy = ({ kms }: Of<'kms'>, ...statements: readonly Statement[]) =>
  kms.send(new PutKeyPolicyCommand({ KeyId: KEY, Policy: textOf(statements) }));

/** The page's policy of the role gets another version. */
export const rolePolicy = ({ iam }: Of<'iam'>, ...statements: readonly Statement[]) =>
  iam.send(
    new CreatePolicyVersionCommand({
      PolicyArn: POLICY,
      PolicyDocument: textOf(statements),
      SetAsDefault: true,
    }),
  );

/** The role gets an additional policy of its own. */
export const inlineRolePolicy = (
  { iam }: Of<'iam'>,
  PolicyName: string,
  ...statements: readonly Statement[]
) => iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName, PolicyDocument: textOf(statements) }));

export async function attachedRolePolicy(
  { iam }: Of<'iam'>,
  name: string,
  ...statements: readonly Statement[]
) {
  const PolicyArn = await managedPolicy(iam, name, statements);
  await iam.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn }));
  return PolicyArn;
}

export const detachRolePolicy = ({ iam }: Of<'iam'>, PolicyArn: string) =>
  iam.send(new DetachRolePolicyCommand({ RoleName: ROLE, PolicyArn }));

export async function roleBoundary({ iam }: Of<'iam'>, name: string, ...statements: readonly Statement[]) {
  const PermissionsBoundary = await managedPolicy(iam, name, statements);
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: ROLE, PermissionsBoundary }));
}

export async function managedPolicy(
  iam: IAMClient,
  PolicyName: string,
  statements: readonly Statement[],
): Promise<string> {
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName, PolicyDocument: textOf(statements) }),
  );
  return Policy!.Arn!;
}

type GrantInput = ConstructorParameters<typeof CreateGrantCommand>[0];

export const grant = (
  { kms }: Of<'kms'>,
  Operations: GrantInput['Operations'],
  rest: Partial<GrantInput> = {},
) =>
  kms.send(
    new CreateGrantCommand({ KeyId: KEY, GranteePrincipal: ROLE_ARN, Operations, Name: 'by-grant', ...rest }),
  );

export async function otherKey({ kms }: Of<'kms'>): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  return KeyMetadata!.KeyId!;
}

export const bucketPolicy = ({ s3 }: Of<'s3'>, ...statements: readonly Statement[]) =>
  s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: textOf(statements) }));

type Encryption = Pick<
  ConstructorParameters<typeof PutObjectCommand>[0],
  'ServerSideEncryption' | 'SSEKMSKeyId'
>;

export const storeSample = ({ s3 }: Of<'s3'>, encryption: Encryption) =>
  s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: SAMPLE, Body: 'a secret of the workshop', ...encryption }),
  );

export const UNDER_THE_KEY: Encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN };

/** An administrator with these additional statements, who signs in as a user. */
export async function administrator(
  { iam }: Of<'iam'>,
  UserName: string,
  ...statements: readonly Statement[]
): Promise<SignIn> {
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(
    new AttachUserPolicyCommand({ UserName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
  );
  if (statements.length > 0) {
    await iam.send(
      new PutUserPolicyCommand({ UserName, PolicyName: 'held-to', PolicyDocument: textOf(statements) }),
    );
  }
  await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { user: UserName };
}

export const userArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:user/${name}`;
