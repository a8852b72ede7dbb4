import { type ApiCall, ServiceError } from '../operation.ts';
import type { Ec2Instance, WorldAccount } from '../world.ts';

const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

/**
 * Whether the instance's agent may call Systems Manager: through Default Host Management, or a policy of its role.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html
 */
export function isManaged(account: WorldAccount, instance: Ec2Instance): boolean {
  const { instanceProfile = '', managed, state } = instance;
  const profile = account.instanceProfiles[instanceProfile.slice(instanceProfile.lastIndexOf('/') + 1)];
  const attached = profile?.roles.flatMap((role) => account.roles[role]?.attached ?? []) ?? [];
  return state === 'running' && (managed || attached.includes(CORE));
}

/** The caller's account; it has instances only in the sandbox's Region. */
export function ownSsmAccount({ identity: { caller }, world }: ApiCall<unknown>): WorldAccount {
  const account = 'accountId' in caller ? world.accounts[caller.accountId] : undefined;
  if (account) return account;
  throw new ServiceError(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );
}

export function managedInstances(call: ApiCall<unknown>): readonly Ec2Instance[] {
  const account = ownSsmAccount(call);
  if (call.region !== call.world.region) return [];
  return Object.values(account.instances).filter((instance) => isManaged(account, instance));
}
