import {
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteVirtualMFADeviceCommand,
  type IAMClient,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import { LabError } from '../../contract/errors.ts';
import { type Facts, iamArn } from '../../contract/facts.ts';
import type { Ledger, ProbeMark } from '../../contract/ledger.ts';
import { sh } from '../../contract/suggestion.ts';
import { awsCode, ifExists } from '../client/failure.ts';

/** Milliseconds. A key whose id was not recorded is the lab's only if it was created this soon after the intent. */
const SOON = 300_000;

/** The one MFA device that the lab creates for a user, identified by its name. */
export const deviceName = (userName: string): string => `kms-lab-${userName}`;

const serialOf = (facts: Facts, userName: string): string => iamArn(facts, `mfa/${deviceName(userName)}`);

/** The access key and the device of a probe, from this command or from one that was interrupted. Needs no secret. */
export async function removeCredentials(iam: IAMClient, facts: Facts, ledger: Ledger): Promise<void> {
  const mark = ledger.probe();
  if (!mark) return;
  const AccessKeyId = mark.accessKeyId ?? (await unnotedKey(iam, mark));
  const UserName = mark.userName;
  if (AccessKeyId) await ifExists(iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })));
  await removeDevice(iam, facts, UserName);
  await ledger.forgetProbe();
}

/** True if there was one. https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html */
export async function removeDevice(iam: IAMClient, facts: Facts, UserName: string): Promise<boolean> {
  const SerialNumber = serialOf(facts, UserName);
  await ifExists(iam.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber })));
  const deleted = await ifExists(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })));
  return deleted !== undefined;
}

/** An interrupted command left a device of that name, whose seed is lost. */
export async function makeDevice(iam: IAMClient, facts: Facts, userName: string) {
  const make = () =>
    iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: deviceName(userName) }));
  try {
    return await make();
  } catch (error) {
    if (awsCode(error) !== 'EntityAlreadyExistsException') throw error;
    await removeDevice(iam, facts, userName);
    return make();
  }
}

/** Interrupted between creating and recording: the only key of that minute, because there was none at the intent. */
async function unnotedKey(iam: IAMClient, { userName, at }: ProbeMark): Promise<string | undefined> {
  const keys = await accessKeysOf(iam, userName);
  const [made, ...more] = keys.filter(({ CreateDate }) => {
    const after = (CreateDate?.getTime() ?? 0) - Date.parse(at);
    return Math.abs(after) < SOON;
  });
  if (more.length === 0) return made?.AccessKeyId;
  throw new LabError(
    'ERR_NOT_OURS',
    `${userName} has ${keys.length} access keys. Which of them the lab created was not recorded.`,
    {
      hint: 'delete the one that you do not need',
      next: [{ shell: sh`aws iam list-access-keys --user-name ${userName}`, why: 'lists them' }],
    },
  );
}

/** None if there is no such user. */
export async function accessKeysOf(iam: IAMClient, UserName: string) {
  const found = await ifExists(iam.send(new ListAccessKeysCommand({ UserName })));
  return found?.AccessKeyMetadata ?? [];
}
