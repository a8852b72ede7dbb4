import type { AwsCredentialIdentity, Provider } from '@smithy/types';
import type { PrincipalId } from '../../contract/access.ts';
import type { TargetName } from '../../contract/event.ts';
import type { Suggestion } from '../../contract/suggestion.ts';

/** The rows of the matrix that a profile may be lent to, and by which option. */
export const PROFILE_ROWS = {
  'another-admin': '--other-profile',
  outsider: '--outsider-profile',
} as const satisfies { readonly [id in PrincipalId]?: string };

export type ProfileRow = keyof typeof PROFILE_ROWS;

export type CredentialSource = AwsCredentialIdentity | Provider<AwsCredentialIdentity>;

/** Resolves to the six digits. `wrong`: AWS refused the last code. Throws `ERR_INTERRUPTED` where the person stops. */
export type AskMfaCode = (question: {
  readonly serial: string;
  readonly profile: string;
  readonly wrong: boolean;
}) => Promise<string>;

/** Where the lab runs: all that the rest of the tool may know of it. */
export interface AwsTarget {
  readonly name: TargetName;
  readonly region?: string;
  /** One address for all services; AWS's own where absent. */
  readonly endpoint?: string;
  /** The operator's; the SDK's default chain where absent. */
  readonly credentials?: CredentialSource;
  readonly profile?: string;
  /** Profiles of principals of the matrix, where somebody lent them. */
  readonly profiles?: { readonly [row in ProfileRow]?: string };
  /** Credentials of another principal of the matrix, where we can act as it. */
  actAs(principal: PrincipalId): Promise<AwsCredentialIdentity | undefined>;
  /** Asks a person for the code of an MFA device; absent where there is no terminal. */
  readonly askMfaCode?: AskMfaCode;
  /** What to type where the operator is refused something for want of a permission. */
  readonly whenRefused?: readonly Suggestion[];
  /** Where the web app answers; its instance's public address where absent. */
  readonly webAppUrl?: string;
}

/** The names by which the lab's things are found. */
export interface Names {
  readonly roleName: string;
  readonly alias: string;
  readonly userName: string;
  readonly instanceName: string;
  readonly sampleObject: string;
  /** The workshop’s own where absent: see `bucketName`. */
  readonly bucket?: string;
}
