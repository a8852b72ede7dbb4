import { LabError } from '../../contract/errors.ts';

/** What IAM allows in a name: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLE =
  /^(?:arn:[\w-]+:iam::(?<account>\d{12}):role(?=\/)|(?=\/)|)(?:\/(?:[\w+=,.@-]+\/)*)?(?<name>[\w+=,.@-]{1,64})$/;

/**
 * The name in `NAME`, `/path/NAME` or a role's ARN, which the console shows. Throws for what is none of them, and for an
 * ARN of another account.
 */
export function requireRoleName(called: string, accountId: string): string {
  const { account = accountId, name } = ROLE.exec(called)?.groups ?? {};
  if (!name) {
    throw new LabError('ERR_USAGE', `“${called}” is no role’s name.`, {
      hint: '--role NAME, such as --role KMSWorkshop-InstanceInitRole',
    });
  }
  if (account === accountId) return name;
  throw new LabError('ERR_WRONG_ACCOUNT', `The role ${called} is not of account ${accountId}.`, {
    hint: `--role ${name} means this account’s; or use a profile of ${account}`,
  });
}

/** Throws for what is no alias, and for one of AWS's own. */
export function requireOwnAlias(alias: string): void {
  if (alias.startsWith('alias/aws/')) {
    throw new LabError('ERR_NOT_OURS', `${alias} is of a key that AWS manages: nobody writes its policy.`, {
      hint: '--alias NAME, of a customer managed key',
    });
  }
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
  if (/^alias\/[\w/-]{1,250}$/.test(alias)) return;
  throw new LabError('ERR_USAGE', `“${alias}” is no alias of a key.`, {
    hint: `--alias alias/NAME, such as --alias alias/${/[\w-]+$/.exec(alias)?.[0] ?? 'ImportedCMK'}`,
  });
}
