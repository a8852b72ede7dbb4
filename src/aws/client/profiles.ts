import { LabError } from '../../contract/errors.ts';
import { sh } from '../../contract/suggestion.ts';
import { readAwsConfig } from './aws-config.ts';
import type { AwsTarget } from './target.ts';

/**
 * The profile in use; `undefined` if none is named, which means `default`. A profile from the environment provides
 * its settings even if the environment's access key takes precedence over its credentials. The variables and their
 * order are the AWS CLI's: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
export const awsProfileOf = ({
  profile,
  credentials,
}: Pick<AwsTarget, 'profile' | 'credentials'>): string | undefined =>
  profile ??
  (credentials ? undefined : process.env.AWS_PROFILE || process.env.AWS_DEFAULT_PROFILE || undefined);

/**
 * Throws `ERR_CREDENTIALS`, listing the existing profiles, if neither of AWS's two files has this one: the SDK's
 * error would name neither the files nor the other profiles. The AWS CLI stops here, too, even if the environment has
 * an access key.
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
              shell: sh`aws login --profile ${profile}`,
              why: 'makes it, by signing in with the browser',
            },
            {
              shell: sh`aws configure sso --profile ${profile}`,
              why: 'makes it, for IAM Identity Center',
            },
          ],
  });
}
