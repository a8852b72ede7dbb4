import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  type GetUserCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { ALLOW_S3, HOME, openAccount, type Refusal, refusalOf, TRUST_EC2 } from './account.ts';

/** A small account, command by command. */

export const policy = (name: string) => `arn:aws:iam::${HOME}:policy/${name}`;
export const S3_FULL = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';

export const role = new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST_EC2 });
export const user = new CreateUserCommand({ UserName: 'u' });
export const group = new CreateGroupCommand({ GroupName: 'g' });
export const profile = new CreateInstanceProfileCommand({ InstanceProfileName: 'i' });
export const managed = new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: ALLOW_S3 });
export const attached = new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: policy('p') });
export const inProfile = new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'i', RoleName: 'r' });
export const inGroup = new AddUserToGroupCommand({ GroupName: 'g', UserName: 'u' });
export const password = new CreateLoginProfileCommand({ UserName: 'u', Password: 'Correct-h0rse' });
export const key = new CreateAccessKeyCommand({ UserName: 'u' });

export const inline = (PolicyDocument: string) =>
  new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'inline', PolicyDocument });
export const padded = (length: number) => ALLOW_S3.replace('"s3:*"', `"s3:${'x'.repeat(length)}"`);

export interface Command {
  readonly input: object;
}

export type Row = readonly [what: string, before: readonly Command[], command: Command, text: string];

/** How the command is refused once the others are done. */
export async function refusalAfter(before: readonly Command[], command: Command): Promise<Refusal> {
  const client = openAccount().iam();
  const send = (one: Command) => client.send(one as GetUserCommand);
  for (const earlier of before) await send(earlier);
  return refusalOf(send(command));
}
