import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';
import { LabError } from '../../contract/errors.ts';
import { isForbidden } from '../client/failure.ts';

/** A role in an account of a room. */
export interface RoomRole {
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
  readonly name: string;
  readonly externalId?: string | undefined;
  /** CloudTrail shows it with each request of the session. */
  readonly sessionName: string;
}

/** Sends a request when the rate allows it. */
export type Limit = <T>(send: () => Promise<T>) => Promise<T>;

/** Credentials of a role in another account, got with the instructor's. Throws `ERR_CREDENTIALS`. */
export const assumeInto =
  (sts: STSClient, role: RoomRole, limit: Limit): Provider<AwsCredentialIdentity> =>
  async () => {
    const { partition, account, name, externalId, sessionName } = role;
    const request = new AssumeRoleCommand({
      RoleArn: `arn:${partition}:iam::${account}:role/${name}`,
      RoleSessionName: sessionName,
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    });
    const { Credentials } = await limit(() => sts.send(request)).catch((error) => {
      throw notAssumed(error, role);
    });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      ...(Expiration ? { expiration: Expiration } : {}),
    };
  };

/** STS refuses alike if there is no such role, if it does not trust the caller, and if the external id is another. */
function notAssumed(cause: unknown, { account, name, externalId }: RoomRole): unknown {
  if (!isForbidden(cause)) return cause;
  const id = externalId === undefined ? 'or it asks for an external id' : 'or its external id is another';
  return new LabError('ERR_CREDENTIALS', `The role "${name}" of account ${account} cannot be assumed.`, {
    cause,
    hint: `the account has no role of this name, or the role does not trust you, ${id}, or you may not call sts:AssumeRole on it`,
  });
}

/** The SDK renews credentials this long before they end, too. Milliseconds. */
const SPARE = 5 * 60_000;

/**
 * The same credentials until they are about to end: several clients, and the plan and the work, sign in to an account
 * once. Two that ask at the same time get one answer; a failure is not kept.
 */
export function selfRenewing(
  source: Provider<AwsCredentialIdentity>,
  now: () => number = Date.now,
): Provider<AwsCredentialIdentity> {
  let kept: AwsCredentialIdentity | undefined;
  let asking: Promise<AwsCredentialIdentity> | undefined;
  return async () => {
    if (kept && (kept.expiration === undefined || kept.expiration.getTime() - now() > SPARE)) return kept;
    asking ??= source().finally(() => {
      asking = undefined;
    });
    kept = await asking;
    return kept;
  };
}
