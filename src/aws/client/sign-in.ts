import { findCredentials } from './credentials.ts';
import { awsProfileOf } from './profiles.ts';
import { targetRegion } from './region.ts';
import type { Source } from './sign-in-failure.ts';
import type { AwsTarget, CredentialSource } from './target.ts';

/** How the clients of a target sign their requests. */
export interface SignIn {
  readonly credentials: CredentialSource;
  /** Throws `ERR_CONFIG`. */
  readonly region: () => Promise<string>;
  /** Where the last credentials are from; `undefined` before the first request for them. */
  readonly source: () => Source | undefined;
}

/** Reads nothing before the first request. */
export function signInAs(target: AwsTarget): SignIn {
  const profile = awsProfileOf(target);
  // The SDK reads a profile's other settings, above all an endpoint, from this profile.
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
  let reading: Promise<string> | undefined;
  const region = (): Promise<string> => {
    reading ??= targetRegion(target);
    return reading;
  };
  const { credentials } = target;
  if (credentials) return { credentials, region, source: () => ({ kind: 'given' }) };
  let source: Source | undefined;
  return {
    async credentials() {
      const found = await findCredentials(target, region);
      source = found.source;
      return found.credentials;
    },
    region,
    source: () => source,
  };
}
