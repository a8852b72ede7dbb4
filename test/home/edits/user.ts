import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DeleteVirtualMFADeviceCommand,
  DetachUserPolicyCommand,
  EnableMFADeviceCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListUserPoliciesCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import { Secret, TOTP } from 'otpauth';
import { allowing, type Edit, SEEDED } from './edit.ts';

const UserName = SEEDED.user;

/** With everything that belongs to it, because IAM requires deleting that first. */
export async function removeUser(iam: IAMClient, UserName: string): Promise<void> {
  const [keys, inline, attached, groups, devices] = await Promise.all([
    iam.send(new ListAccessKeysCommand({ UserName })),
    iam.send(new ListUserPoliciesCommand({ UserName })),
    iam.send(new ListAttachedUserPoliciesCommand({ UserName })),
    iam.send(new ListGroupsForUserCommand({ UserName })),
    iam.send(new ListMFADevicesCommand({ UserName })),
  ]);
  for (const { AccessKeyId } of keys.AccessKeyMetadata!)
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  for (const PolicyName of inline.PolicyNames!)
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
  for (const { PolicyArn } of attached.AttachedPolicies!)
    await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
  for (const { GroupName } of groups.Groups!)
    await iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName }));
  for (const { SerialNumber } of devices.MFADevices!) {
    await iam.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber }));
    await iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }));
  }
  await iam.send(new DeleteLoginProfileCommand({ UserName })).catch((error: Error) => {
    if (error.name !== 'NoSuchEntityException') throw error;
  });
  await iam.send(new DeleteUserCommand({ UserName }));
}

type Work = (iam: IAMClient) => Promise<unknown>;

const login: Work = (iam) =>
  iam.send(new CreateLoginProfileCommand({ UserName, Password: 'correct-Horse-7-battery' }));
const accessKey: Work = (iam) => iam.send(new CreateAccessKeyCommand({ UserName }));
const inline: Work = (iam) =>
  iam.send(
    new PutUserPolicyCommand({ UserName, PolicyName: 'by-hand', PolicyDocument: allowing('s3:ListBucket') }),
  );
const attach: Work = (iam) =>
  iam.send(
    new AttachUserPolicyCommand({ UserName, PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3FullAccess' }),
  );

async function group(iam: IAMClient): Promise<void> {
  await iam.send(new CreateGroupCommand({ GroupName: 'students' }));
  await iam.send(new AddUserToGroupCommand({ GroupName: 'students', UserName }));
}

async function mfa(iam: IAMClient): Promise<void> {
  const { VirtualMFADevice } = await iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }),
  );
  const { SerialNumber, Base32StringSeed } = VirtualMFADevice!;
  const totp = new TOTP({ secret: Secret.fromBase32(Buffer.from(Base32StringSeed!).toString('utf8')) });
  const [AuthenticationCode1, AuthenticationCode2] = [0, 30_000].map((ahead) =>
    totp.generate({ timestamp: Date.now() + ahead }),
  );
  await iam.send(
    new EnableMFADeviceCommand({ UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }),
  );
}

const doing =
  (...works: readonly Work[]) =>
  async ({ iam }: { readonly iam: IAMClient }) => {
    for (const work of works) await work(iam);
  };

const create =
  (UserName: string): Work =>
  (iam) =>
    iam.send(new CreateUserCommand({ UserName }));
const remove =
  (UserName: string): Work =>
  (iam) =>
    removeUser(iam, UserName);

export const USER_EDITS: readonly Edit[] = [
  {
    name: 'userA: made by hand, before the lab makes it',
    after: ['run', '--to', 'strip-decrypt'],
    make: doing(create(UserName)),
  },
  { name: 'userA: deleted', make: doing(remove(UserName)) },
  { name: 'userA: deleted and made again', make: doing(remove(UserName), create(UserName)) },
  { name: 'userA: given a password', make: doing(login) },
  { name: 'userA: given an access key', make: doing(accessKey) },
  { name: 'userA: given an inline policy', make: doing(inline) },
  { name: 'userA: given an AWS managed policy', make: doing(attach) },
  { name: 'userA: given an MFA device', make: doing(mfa) },
  { name: 'userA: put into a group', make: doing(group) },
  { name: 'userA: given all of it', make: doing(login, accessKey, inline, attach, mfa, group) },
  { name: 'another user: created', make: doing(create('carol')) },
  { name: 'another user: deleted', make: doing(remove('another-admin')) },
  { name: 'a user of the baseline’s key policy: deleted', needs: 'dana', make: doing(remove('dana')) },
  {
    name: 'a user of the baseline’s key policy: deleted and made again',
    needs: 'dana',
    make: doing(remove('dana'), create('dana')),
  },
];
