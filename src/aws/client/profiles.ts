import { LabError } from '../../contract/errors.ts';
import { quoted } from './aws-command.ts';
import { readAwsConfig } from './aws-config.ts';
import type { AwsTarget } from './target.ts';

/**
 * The profile that is in use; `undefined` where none is named, and then it is `default`. A profile of the environment gives
 * its settings even where the environment's access key goes before its credentials. The names and their order are those of
 * the AWS CLI: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
export const awsProfileOf = ({
  profile,
  credentials,
}: Pick<AwsTarget, 'profile' | 'credentials'>): string | undefined =>
  profile ??
  (credentials ? undefined : process.env.AWS_PROFILE || process.env.AWS_DEFAULT_PROFILE || undefined);

/**
 * Throws `ERR_CREDENTIALS`, with the names there are, for a profile that neither of AWS's two files has: the SDK would
 * name neither the files nor the others. The AWS CLI stops here too, even where the environment has an access key.
 */
export async function requireProfile(profile: string): Promise<void> {
  const known = Object.keys((await readAwsConfig()).profiles);
  if (known.includes(profile)) return;
  throw new LabError('ERR_CREDENTIALS', `The AWS configuration has no profile "${profile}".`, {
    ...(known.length > 0 ? { hint: `--profile NAME, one of ${known.sort().join(', ')}` } : {}),
    next:
      known.length > 0
        ? []
        : [
            {
              shell: `aws login --profile ${quoted(profile)}`,
              why: 'makes it, by signing in with the browser',
            },
            {
              shell: `aws configure sso --profile ${quoted(profile)}`,
              why: 'makes it, for IAM Identity Center',
            },
          ],
  });
}
