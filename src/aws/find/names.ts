import { LabError } from '../../contract/errors.ts';
import type { Names } from '../client/target.ts';

/** What IAM allows in a name: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLE =
  /^(?:arn:[\w-]+:iam::(?<account>\d{12}):role(?=\/)|(?=\/)|)(?:\/(?:[\w+=,.@-]+\/)*)?(?<name>[\w+=,.@-]{1,64})$/;

/**
 * The name in `NAME`, `/path/NAME` or a role's ARN, as the console shows it. Throws for anything else, and for an ARN
 * of another account.
 */
export function requireRoleName(called: string, accountId: string): string {
  const { account = accountId, name } = ROLE.exec(called)?.groups ?? {};
  if (!name) {
    throw new LabError('ERR_USAGE', `“${called}” is not the name of a role.`, {
      hint: '--role NAME, such as --role KMSWorkshop-InstanceInitRole',
    });
  }
  if (account === accountId) return name;
  throw new LabError('ERR_WRONG_ACCOUNT', `The role ${called} is not of account ${accountId}.`, {
    hint: `--role ${name} means this account’s; or use a profile of ${account}`,
  });
}

/** The workshop's own name for it, if no other is given. */
export const bucketName = ({ bucket }: Pick<Names, 'bucket'>, accountId: string): string =>
  bucket ?? `kmsworkshop-${accountId}`;

/** Throws for anything that is not an alias, and for AWS's own aliases. */
export function requireOwnAlias(alias: string): void {
  if (alias.startsWith('alias/aws/')) {
    throw new LabError(
      'ERR_NOT_OURS',
      `${alias} is the alias of a key that AWS manages. Its policy cannot be changed.`,
      {
        hint: '--alias NAME, of a customer managed key',
      },
    );
  }
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
  if (/^alias\/[\w/-]{1,250}$/.test(alias)) return;
  throw new LabError('ERR_USAGE', `“${alias}” is not an alias of a key.`, {
    hint: `--alias alias/NAME, such as --alias alias/${/[\w-]+$/.exec(alias)?.[0] ?? 'ImportedCMK'}`,
  });
}

/** The id of an instance, which may be used in place of its name. */
export const isInstanceId = (name: string): boolean => /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(name);

interface Rule {
  readonly option: string;
  /** `an IAM user's name` */
  readonly is: string;
  readonly allows: (name: string) => boolean;
  readonly must: string;
}

/** What AWS allows as the name of each thing. */
export const NAME_RULES: { readonly [name in keyof Names]-?: Rule } = {
  roleName: {
    option: '--role',
    is: 'the name of a role',
    allows: (name) => ROLE.test(name),
    must: 'a role is named by 1 to 64 letters, digits and + = , . @ - _, by /path/NAME, or by its ARN',
  },
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
  alias: {
    option: '--alias',
    is: 'an alias of a key',
    allows: (name) => /^alias\/[\w/-]{1,250}$/.test(name),
    must: 'an alias is alias/NAME, of letters, digits and / _ -',
  },
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html
  userName: {
    option: '--user',
    is: 'the name of a user',
    allows: (name) => /^[\w+=,.@-]{1,64}$/.test(name),
    must: 'a user is named by 1 to 64 letters, digits and + = , . @ - _',
  },
  // A tag: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
  // EC2 reads * and ? in a filter as wildcards: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
  instanceName: {
    option: '--instance',
    is: 'the name or the id of an instance',
    allows: (name) => isInstanceId(name) || /^[^*?\p{Cc}]{1,256}$/u.test(name),
    must: 'an instance is named by its Name tag, at most 256 characters without * and ?, or by its id, i-…',
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
  sampleObject: {
    option: '--sample-object',
    is: 'the key of an object',
    allows: (name) => !name.startsWith('s3://') && name !== '' && Buffer.byteLength(name) <= 1024,
    must: 'an object is named by its key alone, at most 1,024 bytes; its bucket is --bucket',
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  bucket: {
    option: '--bucket',
    is: 'the name of a bucket',
    allows: (name) =>
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
      !/\.\.|^xn--|^sthree-|^amzn-s3-demo-|-s3alias$|--ol-s3$|\.mrap$|--x-s3$|--table-s3$/.test(name) &&
      !/^\d+\.\d+\.\d+\.\d+$/.test(name),
    must: 'a bucket is named by 3 to 63 lower-case letters, digits, dots and hyphens, without s3://',
  },
};

/**
 * Throws `ERR_USAGE` for a name that AWS would not accept, and `ERR_NOT_OURS` for an alias of AWS's own. Pure: called
 * before anything is sent.
 */
export function requireNames(names: Names): void {
  for (const [key, { option, is, allows, must }] of Object.entries(NAME_RULES) as [keyof Names, Rule][]) {
    const name = names[key];
    if (name === undefined || allows(name)) continue;
    const guess = key === 'alias' && allows(`alias/${name}`) ? ` --alias alias/${name}?` : '';
    throw new LabError('ERR_USAGE', `"${name}" is not ${is}.`, {
      hint: guess ? `did you mean${guess}` : `correct ${option}: ${must}`,
    });
  }
  requireOwnAlias(names.alias);
}
