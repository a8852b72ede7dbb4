import type { AwsCredentialIdentity } from '@smithy/types';
import { LabError } from '../../contract/errors.ts';
import type { AwsConfig } from './aws-config.ts';
import type { Source } from './sign-in-failure.ts';
import type { AwsTarget } from './target.ts';

/** Credentials, and where they are from. */
export interface FoundCredentials {
  readonly credentials: AwsCredentialIdentity;
  readonly source: Source;
}

/** A source of credentials. */
export interface CredentialSearch {
  readonly target: Pick<
    AwsTarget,
    'name' | 'profile' | 'credentials' | 'endpoint' | 'allowHttp' | 'askMfaCode'
  >;
  readonly config: AwsConfig;
  readonly region: () => Promise<string>;
}

/** A profile whose settings do not work: `what` ends the sentence that begins with its name. */
export const misconfigured = (profile: string, what: string, hint: string, cause?: unknown): LabError =>
  new LabError('ERR_CREDENTIALS', `The profile "${profile}" ${what}.`, {
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
