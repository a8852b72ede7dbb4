import type { AwsCredentialIdentity, Provider } from '@smithy/types';
import type { PrincipalId } from '../../contract/access.ts';
import type { TargetName } from '../../contract/event.ts';
import type { Suggestion } from '../../contract/suggestion.ts';

/** The rows of the matrix that a profile can be lent to, and by which option. */
export const PROFILE_ROWS = {
  'another-admin': '--other-profile',
  outsider: '--outsider-profile',
} as const satisfies { readonly [id in PrincipalId]?: string };

export type ProfileRow = keyof typeof PROFILE_ROWS;

export type CredentialSource = AwsCredentialIdentity | Provider<AwsCredentialIdentity>;

/** Resolves to the six digits. `wrong`: AWS refused the last code. Throws `ERR_INTERRUPTED` if the user cancels. */
export type AskMfaCode = (question: {
  readonly serial: string;
  readonly profile: string;
  readonly wrong: boolean;
}) => Promise<string>;

export type LentCredentials = { readonly [id in PrincipalId]?: AwsCredentialIdentity | undefined };

/** Where the lab runs: everything that the rest of the tool may know about it. */
export interface AwsTarget {
  readonly name: TargetName;
  readonly region?: string;
  /** One address for all services; AWS's own if absent. */
  readonly endpoint?: string;
  /** Requests may go to another machine without encryption. */
  readonly allowHttp?: boolean;
  /** The operator's; the SDK's default chain if absent. */
  readonly credentials?: CredentialSource;
  readonly profile?: string;
  /** Profiles of principals of the matrix, if the user lent any. */
  readonly profiles?: { readonly [row in ProfileRow]?: string };
  /** Credentials of those of these principals of the matrix that we can act as. */
  actAs(principals: readonly PrincipalId[]): Promise<LentCredentials>;
  /** Asks the user for the code of an MFA device; absent if there is no terminal. */
  readonly askMfaCode?: AskMfaCode;
  /** The name of the user who runs commands on this target unless an option names another; absent if it does. */
  readonly usualOperator?: string;
  /** What to type if the operator lacks a permission. */
  readonly whenRefused?: readonly Suggestion[];
  /** What to say if nothing listens at the endpoint, and what to type; absent for AWS itself. */
  readonly whenGone?: { readonly says: string; readonly next: readonly Suggestion[] };
  /**
   * Awaited before each request that may change the account. Throws if the account is no longer this process's, or may
   * not be for so many milliseconds. Resolves to the fencing number of the lease on the account, if there is one.
   */
  readonly beforeWrite?: (forMs: number) => Promise<number | undefined>;
  /** The web app's address; its instance's public address if absent. */
  readonly webAppUrl?: string;
}

/** The names by which kms-lab finds the lab's resources. */
export interface Names {
  readonly roleName: string;
  readonly alias: string;
  readonly userName: string;
  readonly instanceName: string;
  readonly sampleObject: string;
  /** The workshop’s own if absent: see `bucketName`. */
  readonly bucket?: string;
}
