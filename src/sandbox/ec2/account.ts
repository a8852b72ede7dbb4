import { dictionary } from '../dictionary.ts';
import { type ApiCall, ServiceError } from '../operation.ts';
import type { WorldAccount } from '../world.ts';

/** An account has instances only in the sandbox's Region. */
export function ownEc2Account({ identity: { caller }, region, world }: ApiCall<unknown>): WorldAccount {
  const account = 'accountId' in caller ? world.accounts[caller.accountId] : undefined;
  if (!account) throw new ServiceError('AuthFailure', 'The caller has no account.', 401);
  return region === world.region
    ? account
    : { ...account, instances: dictionary(), securityGroups: dictionary() };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
export function refuseEc2DryRun({ DryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (!DryRun) return;
  throw new ServiceError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}

/** Every account has one subnet, which is here. */
export const zoneOf = (region: string): string => `${region}a`;

export const ec2Arn = (
  { region }: ApiCall<unknown>,
  { id }: WorldAccount,
  type: string,
  name: string,
): string => `arn:aws:ec2:${region}:${id}:${type}/${name}`;
