import { findCredentials } from './credentials.ts';
import { profileOf } from './profiles.ts';
import { regionOf } from './region.ts';
import type { Source } from './sign-in-failure.ts';
import type { Credentials, Target } from './target.ts';

/** How the clients of a target sign their requests. */
export interface SignIn {
  readonly credentials: Credentials;
  /** Throws `ERR_CONFIG`. */
  readonly region: () => Promise<string>;
  /** Where the last credentials are from; `undefined` before any were asked for. */
  readonly source: () => Source | undefined;
}

/** Nothing is read before the first request. */
export function signInAs(target: Target): SignIn {
  const profile = profileOf(target);
  // What the SDK reads from a profile beside credentials and region, an endpoint above all, it reads from this one.
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
  let reading: Promise<string> | undefined;
  const region = (): Promise<string> => {
    reading ??= regionOf(target);
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
