import type { AwsCredentialIdentity, Provider } from '@smithy/types';
import type { PrincipalId } from '../../contract/access.ts';
import type { TargetName } from '../../contract/event.ts';
import type { ProfileRow } from '../probes/profiles.ts';

export type Credentials = AwsCredentialIdentity | Provider<AwsCredentialIdentity>;

/** Where the lab runs: all that the rest of the tool may know of it. */
export interface Target {
  readonly name: TargetName;
  readonly region?: string;
  /** One address for all services; AWS's own where absent. */
  readonly endpoint?: string;
  /** The operator's; the SDK's default chain where absent. */
  readonly credentials?: Credentials;
  readonly profile?: string;
  /** Profiles of principals of the matrix, where somebody lent them. */
  readonly profiles?: { readonly [row in ProfileRow]?: string };
  /** Credentials of another principal of the matrix, where we can act as it. */
  actAs(principal: PrincipalId): Promise<AwsCredentialIdentity | undefined>;
  /** What else one may try where the operator is refused something. */
  readonly whenRefused?: string;
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
  /** `kmsworkshop-<account>` where absent. */
  readonly bucket?: string;
}
