import { loadSharedConfigFiles } from '@smithy/core/config';
import { LabError } from '../../contract/errors.ts';
import type { Target } from './target.ts';

/** The profile that the operator is signed in by; `undefined` where the SDK's chain begins elsewhere. */
export const profileOf = ({
  profile,
  credentials,
}: Pick<Target, 'profile' | 'credentials'>): string | undefined =>
  profile ?? (credentials ? undefined : process.env.AWS_PROFILE || undefined);

/**
 * Throws `ERR_CREDENTIALS`, with the names there are, for a profile that neither of AWS's two files has: the SDK would
 * name neither the files nor the others.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 */
export async function requireProfile(profile: string): Promise<void> {
  // The cache is the SDK's for the whole process; a person may have mended the file since.
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const known = [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])].filter(isProfile);
  if (known.includes(profile)) return;
  throw new LabError('ERR_CREDENTIALS', `The AWS configuration has no profile ${profile}.`, {
    hint:
      known.length > 0
        ? `--profile NAME, one of ${known.sort().join(', ')}`
        : 'it has none at all: aws configure sso, or aws configure, makes one',
  });
}

/** `[sso-session x]` and `[services x]` stand in the same file, and the SDK keeps them as `sso-session.x`. */
const isProfile = (section: string): boolean => !/^(sso-session|services)\./.test(section);
