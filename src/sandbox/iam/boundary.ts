import type { Context } from '../../policy/request.ts';
import type { WorldAccount } from '../world.ts';
import { peekPolicy, refuseNoArn } from './managed-policies.ts';
import { noSuchEntity } from './refusals.ts';

/** iam:PermissionsBoundary of a request that sets one. */
export const requestBoundary = ({
  PermissionsBoundary: arn,
}: {
  readonly PermissionsBoundary?: string | undefined;
}): Context => (arn === undefined ? {} : { 'iam:PermissionsBoundary': arn });

/** The boundary as stored with a user or role; throws unless there is such a policy. */
export function requireBoundary(account: WorldAccount, arn: string | undefined): { boundary?: string } {
  if (arn === undefined) return {};
  refuseNoArn(arn);
  if (!peekPolicy(account, arn)) {
    throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
  }
  return { boundary: arn };
}
