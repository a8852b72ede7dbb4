import { CreateUserCommand, DeleteUserCommand, GetUserCommand, type IAMClient } from '@aws-sdk/client-iam';
import { LabError } from '../../contract/errors.ts';
import { arnsOfTheLab, type Facts } from '../../contract/facts.ts';
import type { Resource } from '../../contract/resource.ts';
import { awsCode, ifExists } from '../failure.ts';

/** Says that the lab made the user, and may remove it. */
export const TAG = { Key: 'kms-lab', Value: 'made by kms-lab' } as const;

/** The page's `userA`: no permissions, no credentials; it only has to exist. */
export function user(iam: IAMClient, facts: Facts): Resource<'user'> {
  const UserName = facts.userName;
  return {
    id: 'user',
    title: `user ${UserName}`,
    arn: arnsOfTheLab(facts).user,
    async read() {
      const found = await ifExists(iam.send(new GetUserCommand({ UserName })));
      return (
        found && { userName: UserName, ours: (found.User?.Tags ?? []).some(({ Key }) => Key === TAG.Key) }
      );
    },
    async write(document) {
      if (document)
        await iam.send(new CreateUserCommand({ UserName, ...(document.ours ? { Tags: [TAG] } : {}) }));
      else await remove(iam, UserName);
    },
    // A user that was deleted and made again is another one to KMS; the key policy then shows it.
    same: (a, b) => (a === undefined) === (b === undefined),
    calls: (before, after) => (after && !before ? ['iam:CreateUser'] : ['iam:DeleteUser']),
  };
}

/**
 * Removing the user loses nothing: IAM refuses it while somebody's keys, policies, groups … hang on it.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
 */
async function remove(iam: IAMClient, UserName: string): Promise<void> {
  try {
    await iam.send(new DeleteUserCommand({ UserName }));
  } catch (error) {
    if (awsCode(error) !== 'DeleteConflictException') throw error;
    const { message } = (error as LabError).cause as Error;
    throw new LabError(
      'ERR_NOT_OURS',
      `The user ${UserName} is to be removed, but somebody hung something on it: ${message}`,
      { hint: 'take it away if nobody needs it, then run the command again', cause: error },
    );
  }
}
