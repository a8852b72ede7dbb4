import {
  GetLoginProfileCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { asIs, type Suggestion, sh } from '../../contract/suggestion.ts';
import { ifAllowed, ifExists } from '../client/failure.ts';
import { everyPage } from '../client/pages.ts';

/** One kind of thing that belongs to a user. IAM refuses to delete the user while one exists. */
interface Obstacle {
  readonly why: string;
  /** The existing ones: the words of a command that name each. */
  find(iam: IAMClient, UserName: string): Promise<readonly string[]>;
  /** `delete-access-key` */
  readonly operation: string;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html */
const OBSTACLES: readonly Obstacle[] = [
  {
    why: 'deletes the password',
    operation: 'delete-login-profile',
    find: async (iam, UserName) =>
      (await ifExists(iam.send(new GetLoginProfileCommand({ UserName })))) ? [''] : [],
  },
  {
    why: 'deletes the access key',
    operation: 'delete-access-key',
    find: (iam, UserName) =>
      everyPage(
        (Marker) => iam.send(new ListAccessKeysCommand({ UserName, Marker })),
        ({ AccessKeyMetadata = [], Marker }) => [
          AccessKeyMetadata.map(({ AccessKeyId }) => `--access-key-id ${AccessKeyId}`),
          Marker,
        ],
      ),
  },
  {
    why: 'deactivates the MFA device',
    operation: 'deactivate-mfa-device',
    find: (iam, UserName) =>
      everyPage(
        (Marker) => iam.send(new ListMFADevicesCommand({ UserName, Marker })),
        ({ MFADevices = [], Marker }) => [
          MFADevices.map(({ SerialNumber = '' }) => sh`--serial-number ${SerialNumber}`),
          Marker,
        ],
      ),
  },
  {
    why: 'deletes the inline policy',
    operation: 'delete-user-policy',
    find: (iam, UserName) =>
      everyPage(
        (Marker) => iam.send(new ListUserPoliciesCommand({ UserName, Marker })),
        ({ PolicyNames = [], Marker }) => [PolicyNames.map((name) => sh`--policy-name ${name}`), Marker],
      ),
  },
  {
    why: 'detaches the policy',
    operation: 'detach-user-policy',
    find: (iam, UserName) =>
      everyPage(
        (Marker) => iam.send(new ListAttachedUserPoliciesCommand({ UserName, Marker })),
        ({ AttachedPolicies = [], Marker }) => [
          AttachedPolicies.map(({ PolicyArn }) => sh`--policy-arn ${PolicyArn}`),
          Marker,
        ],
      ),
  },
  {
    why: 'takes the user out of the group',
    operation: 'remove-user-from-group',
    find: (iam, UserName) =>
      everyPage(
        (Marker) => iam.send(new ListGroupsForUserCommand({ UserName, Marker })),
        ({ Groups = [], Marker }) => [
          Groups.map(({ GroupName = '' }) => sh`--group-name ${GroupName}`),
          Marker,
        ],
      ),
  },
];

/**
 * Everything that prevents IAM from deleting the user, in one look, each with its command; leaves out what the
 * operator may not list.
 */
export async function obstaclesTo(iam: IAMClient, userName: string): Promise<readonly Suggestion[]> {
  const found = await Promise.all(
    OBSTACLES.map(async ({ why, operation, find }) => {
      const names = (await ifAllowed(find(iam, userName))) ?? [];
      return names.map((name) => ({
        why,
        shell: sh`aws iam ${operation} --user-name ${userName} ${asIs(name)}`.trim(),
      }));
    }),
  );
  return found.flat();
}
