import { randomBytes } from 'node:crypto';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  type CreateKeyCommandInput,
  KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { requestHandlerOf } from '../aws/client/request-handler.ts';
import { signInAs } from '../aws/client/sign-in.ts';
import type { AwsTarget, CredentialSource } from '../aws/client/target.ts';
import { iamArn } from '../contract/facts.ts';
import type { PolicyDocument, Statement } from '../policy/document.ts';

/** Who asks. `limited`: a session of the role that a session policy limits to S3. */
export type ConformanceCaller = 'operator' | 'user' | 'role' | 'limited';

/** Clients of one principal, whose failures are the SDK's own. */
export interface Signed {
  readonly kms: KMSClient;
  readonly iam: IAMClient;
  readonly sts: STSClient;
}

/** What the suite made in the account: a user, a role and a key, under a name of their own. */
export interface ConformanceScene {
  readonly name: string;
  readonly accountId: string;
  /** `aws` */
  readonly partition: string;
  /** The operator's, in the form that a policy can name. */
  readonly operatorArn: string;
  readonly userArn: string;
  readonly roleArn: string;
  /** Of the sessions of the role. */
  readonly sessionArn: string;
  readonly keyArn: string;
  readonly keyId: string;
  readonly operator: Signed;
  /** Clients with other credentials. */
  signedWith(credentials: CredentialSource): Signed;
  as(asker: ConformanceCaller): Promise<Signed>;
  /** Writes the key policy: these statements, and one that lets the operator manage the key. */
  writeKeyPolicy(statements: readonly Statement[]): Promise<void>;
  /** Writes the IAM policy of the user and of the role; without statements, deletes it. */
  writeIamPolicy(statements: readonly Statement[]): Promise<void>;
  /** Something more to remove at the end: what it is, and how. */
  removeLater(what: string, remove: () => Promise<unknown>): void;
  /** Removes everything. Resolves to a sentence for each thing that stayed. */
  close(): Promise<readonly string[]>;
}

export const policyJson = (...Statement: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement } satisfies PolicyDocument);

const POLICY = 'conformance';

type Endpoint = Pick<AwsTarget, 'endpoint' | 'allowHttp' | 'profile' | 'region' | 'credentials'>;

/** Makes the user, the role and the key. Removes them again if one cannot be made. */
export async function openConformanceScene(endpoint: Endpoint): Promise<ConformanceScene> {
  const target: AwsTarget = { name: 'aws', actAs: async () => ({}), ...endpoint };
  const signIn = signInAs(target);
  const requestHandler = requestHandlerOf(target);
  const signedWith = (credentials: CredentialSource): Signed => {
    const shared = {
      region: signIn.region,
      endpoint: target.endpoint as string,
      credentials,
      requestHandler,
    };
    return { kms: new KMSClient(shared), iam: new IAMClient(shared), sts: new STSClient(shared) };
  };
  const operator = signedWith(signIn.credentials);
  const removal = removals();
  try {
    return await furnish(operator, signedWith, removal);
  } catch (error) {
    await removal.run();
    throw error;
  }
}

async function furnish(
  operator: Signed,
  signedWith: ConformanceScene['signedWith'],
  removal: ReturnType<typeof removals>,
): Promise<ConformanceScene> {
  const name = `kms-lab-conformance-${randomBytes(4).toString('hex')}`;
  const { Account: accountId = '', Arn = '' } = await operator.sts.send(new GetCallerIdentityCommand({}));
  const [, partition = ''] = Arn.split(':');
  const operatorArn = principalOf(Arn);
  const user = await makeUser(operator.iam, name, removal.add);
  const role = await makeRole(operator.iam, name, iamArn({ partition, accountId }, 'root'), removal.add);
  removal.add(`the policies of ${name}`, () => writeIamPolicy(operator.iam, name, []));
  const administer: Statement = {
    Sid: 'Administer',
    Effect: 'Allow',
    Principal: { AWS: operatorArn },
    Action: 'kms:*',
    Resource: '*',
  };
  const key = await makeKey(operator, removal.add, { Policy: policyJson(administer) });
  const asUser = signedWith(user.credentials);
  const session = (Policy?: string) => async (): Promise<Signed> =>
    signedWith(await assume(operator.sts, role.arn, name, Policy));
  const signers: Readonly<Record<string, () => Promise<Signed>>> = {
    operator: async () => operator,
    user: async () => asUser,
    role: session(),
    limited: session(policyJson({ Effect: 'Allow', Action: 's3:*', Resource: '*' })),
  };
  return {
    ...{ name, accountId, partition, operatorArn, userArn: user.arn, roleArn: role.arn },
    sessionArn: `arn:${partition}:sts::${accountId}:assumed-role/${name}/${name}`,
    ...{ keyArn: key.arn, keyId: key.id, operator, signedWith },
    as: (asker) => (signers[asker] as () => Promise<Signed>)(),
    async writeKeyPolicy(statements) {
      const Policy = policyJson(administer, ...statements);
      await operator.kms.send(new PutKeyPolicyCommand({ KeyId: key.id, PolicyName: 'default', Policy }));
    },
    writeIamPolicy: (statements) => writeIamPolicy(operator.iam, name, statements),
    removeLater: removal.add,
    close: removal.run,
  };
}

/** A session's role; on an endpoint that has neither, whatever it says. */
const principalOf = (arn: string): string => {
  const [, partition, , account, , role] =
    /^arn:([^:]+):(sts)::(\d+):(assumed-role)\/([^/]+)\//.exec(arn) ?? [];
  return role ? `arn:${partition}:iam::${account}:role/${role}` : arn;
};

async function makeUser(iam: IAMClient, UserName: string, later: ConformanceScene['removeLater']) {
  const { User } = await iam.send(new CreateUserCommand({ UserName }));
  later(`the user ${UserName}`, () => iam.send(new DeleteUserCommand({ UserName })));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  later(`the access key ${AccessKeyId}`, () =>
    iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })),
  );
  const credentials: AwsCredentialIdentity = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
  return { arn: User?.Arn ?? '', credentials };
}

async function makeRole(
  iam: IAMClient,
  RoleName: string,
  root: string,
  later: ConformanceScene['removeLater'],
) {
  const AssumeRolePolicyDocument = policyJson({
    Effect: 'Allow',
    Principal: { AWS: root },
    Action: 'sts:AssumeRole',
  });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  later(`the role ${RoleName}`, () => iam.send(new DeleteRoleCommand({ RoleName })));
  return { arn: Role?.Arn ?? '' };
}

/** Days: the least that KMS accepts. */
const WAITING = 7;

/** Makes a key, which is scheduled for deletion at the end. */
export async function makeKey(
  { kms }: Pick<Signed, 'kms'>,
  later: ConformanceScene['removeLater'],
  input: CreateKeyCommandInput = {},
): Promise<{ readonly id: string; readonly arn: string }> {
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({ Description: 'Made by the conformance suite', ...input }),
  );
  const { KeyId = '', Arn = '' } = KeyMetadata ?? {};
  later(`the key ${KeyId}`, () =>
    kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: WAITING })),
  );
  return { id: KeyId, arn: Arn };
}

async function assume(sts: STSClient, RoleArn: string, RoleSessionName: string, Policy?: string) {
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName, Policy }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

async function writeIamPolicy(iam: IAMClient, name: string, statements: readonly Statement[]): Promise<void> {
  const [ofUser, ofRole] = [
    { UserName: name, PolicyName: POLICY },
    { RoleName: name, PolicyName: POLICY },
  ];
  if (statements.length === 0) {
    await Promise.all(
      [iam.send(new DeleteUserPolicyCommand(ofUser)), iam.send(new DeleteRolePolicyCommand(ofRole))].map(
        ifThere,
      ),
    );
    return;
  }
  const PolicyDocument = policyJson(...statements);
  await Promise.all([
    iam.send(new PutUserPolicyCommand({ ...ofUser, PolicyDocument })),
    iam.send(new PutRolePolicyCommand({ ...ofRole, PolicyDocument })),
  ]);
}

/** Resolves too if what is removed is not there, or is to be removed already. */
async function ifThere(removing: Promise<unknown>): Promise<void> {
  try {
    await removing;
  } catch (error) {
    if (!/^(NoSuchEntity|NotFound|KMSInvalidState)/.test((error as Error).name)) throw error;
  }
}

/** What has to be removed, the last first. */
function removals() {
  const all: { readonly what: string; readonly remove: () => Promise<unknown> }[] = [];
  return {
    add: (what: string, remove: () => Promise<unknown>): void => {
      all.push({ what, remove });
    },
    async run(): Promise<readonly string[]> {
      const left: string[] = [];
      for (const { what, remove } of all.splice(0).reverse()) {
        await ifThere(remove()).catch((error: Error) =>
          left.push(`${what} is left: ${error.name}: ${error.message}`),
        );
      }
      return left;
    },
  };
}
