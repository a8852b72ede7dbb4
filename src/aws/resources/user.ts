import {
  CreateUserCommand,
  DeleteUserCommand,
  GetUserCommand,
  type IAMClient,
  type User,
} from '@aws-sdk/client-iam';
import { LabError } from '../../contract/errors.ts';
import { type Facts, iamArn } from '../../contract/facts.ts';
import type { Ledger } from '../../contract/ledger.ts';
import type { Resource, UserDocument } from '../../contract/resource.ts';
import { sh } from '../../contract/suggestion.ts';
import type { Context } from '../../policy/request.ts';
import { awsCode, ifExists, wasSentAgain } from '../client/failure.ts';
import { removeCredentials, removeDevice } from '../probes/own-credentials.ts';
import { type MayOperator, requirePermitted } from './permitted.ts';
import { obstaclesTo } from './user-obstacles.ts';

/** Marks a user that the lab created and may delete. */
export const TAG = { Key: 'kms-lab', Value: 'made by kms-lab' } as const;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_iam-tags.html */
const AS_OURS: Context = { [`aws:RequestTag/${TAG.Key}`]: TAG.Value, 'aws:TagKeys': [TAG.Key] };

const creating = ({ ours }: UserDocument): readonly string[] => [
  'iam:CreateUser',
  ...(ours ? ['iam:TagUser'] : []),
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
const ONCE_OURS: Context = Object.fromEntries(
  ['aws', 'iam'].map((service) => [`${service}:ResourceTag/${TAG.Key}`, TAG.Value]),
);

export const isOurUser = ({ Tags = [] }: User): boolean => Tags.some(({ Key }) => Key === TAG.Key);

/** The page's `userA`: no permissions, and no credentials except a probe's; it only has to exist. */
export function user(iam: IAMClient, facts: Facts, ledger: Ledger, may: MayOperator): Resource<'user'> {
  const UserName = facts.userName;
  const arn = iamArn(facts, `user/${UserName}`);
  const read = async (): Promise<UserDocument | undefined> => {
    const found = await ifExists(iam.send(new GetUserCommand({ UserName })));
    return found?.User && { userName: UserName, ours: isOurUser(found.User) };
  };
  const create = async ({ ours }: UserDocument): Promise<void> => {
    try {
      await iam.send(new CreateUserCommand({ UserName, ...(ours ? { Tags: [TAG] } : {}) }));
    } catch (error) {
      if (awsCode(error) !== 'EntityAlreadyExistsException') throw error;
      // A request whose answer was lost is sent again, and finds what the first one created, which may not be
      // readable yet.
      const there = await read();
      if (there ? there.ours !== ours : !wasSentAgain(error)) throw error;
    }
  };
  return {
    id: 'user',
    title: `user ${UserName}`,
    arn,
    removable: true,
    after: [],
    read,
    async write(document) {
      if (document) await create(document);
      else await remove(iam, facts, ledger);
    },
    // To KMS, a user that was deleted and created again is another principal, and the key policy shows it. A user
    // that another person created is not the lab's: if no user is wanted, it is ignored and stays.
    same: (now, wanted) => (now === undefined || (!wanted && !now.ours)) === (wanted === undefined),
    calls: (before, after) => (after && !before ? ['iam:CreateUser'] : ['iam:DeleteUser']),
    async possible(now, wanted) {
      const creates = wanted && !now;
      for (const action of creates ? creating(wanted) : []) {
        requirePermitted(action, await may(action, arn, AS_OURS));
      }
      const deleted = await may('iam:DeleteUser', arn, ONCE_OURS);
      requirePermitted('iam:DeleteUser', deleted, { restores: Boolean(creates) });
    },
    foreign: ({ ours }) =>
      ours
        ? undefined
        : {
            says: `The user ${UserName} was not created by kms-lab, so it stays.`,
            next: [{ why: 'removes it', shell: sh`aws iam delete-user --user-name ${UserName}` }],
          },
  };
}

/**
 * Deleting the user loses nothing: IAM refuses it while the user has keys, policies, groups … What an interrupted
 * probe left is the lab's and is deleted first: by the ledger or, for the device, by its name if the state was lost.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
 */
async function remove(iam: IAMClient, facts: Facts, ledger: Ledger): Promise<void> {
  const { userName } = facts;
  await removeCredentials(iam, facts, ledger);
  const conflict = await deleteUser(iam, userName);
  if (!conflict) return;
  if (!(await removeDevice(iam, facts, userName))) throw await hungUpon(iam, userName, conflict);
  await removeUser(iam, userName);
}

/** Deletes a user that has nothing. Throws `ERR_NOT_OURS`. */
export async function removeUser(iam: IAMClient, userName: string): Promise<void> {
  const conflict = await deleteUser(iam, userName);
  if (conflict) throw await hungUpon(iam, userName, conflict);
}

async function hungUpon(iam: IAMClient, userName: string, conflict: Error): Promise<LabError> {
  const next = await obstaclesTo(iam, userName);
  return new LabError(
    'ERR_NOT_OURS',
    `The user "${userName}" has things that kms-lab did not give it, so it was not deleted: ${conflict.message}`,
    { hint: 'If they are not needed, remove them. Then run the command again.', next, cause: conflict },
  );
}

/** IAM's refusal if the user still has something. */
async function deleteUser(iam: IAMClient, UserName: string): Promise<Error | undefined> {
  try {
    await ifExists(iam.send(new DeleteUserCommand({ UserName })));
    return undefined;
  } catch (error) {
    if (awsCode(error) !== 'DeleteConflictException') throw error;
    return (error as LabError).cause as Error;
  }
}
