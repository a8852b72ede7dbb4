import { DescribeInstanceInformationCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { LabError } from '../../contract/errors.ts';
import { type Remedy, sh } from '../../contract/suggestion.ts';
import { isForbidden } from '../client/failure.ts';

/** Whether Systems Manager accepts commands for an instance, and if not, why. */
export type SsmStatus =
  | { readonly kind: 'online' }
  /** Not listed: its agent has never signed in. The agent, a permission or a route to AWS may be missing. */
  | { readonly kind: 'not-managed' }
  /** `ConnectionLost` or `Inactive`: it was there; `since`: its last sign of life, ISO 8601. */
  | { readonly kind: 'lost'; readonly status: string; readonly since: string | undefined }
  /** The operator may not use it; AWS's message names the call. */
  | { readonly kind: 'denied'; readonly because: string };

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html */
export async function readReach(ssm: SSMClient, instanceId: string): Promise<SsmStatus> {
  try {
    const { InstanceInformationList: [found] = [] } = await ssm.send(
      new DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: [instanceId] }] }),
    );
    if (!found) return { kind: 'not-managed' };
    const { PingStatus: status = 'Online', LastPingDateTime } = found;
    return status === 'Online'
      ? { kind: 'online' }
      : { kind: 'lost', status, since: LastPingDateTime?.toISOString() };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return { kind: 'denied', because: error.message };
  }
}

/** As an error: which of these it is, and what fixes it. */
export const unreachable = (instanceId: string, reach: SsmStatus, cause?: unknown): LabError =>
  new LabError('ERR_NO_SHELL', whatIs(instanceId, reach), {
    ...REMEDIES[reach.kind](instanceId),
    ...(cause === undefined ? {} : { cause }),
  });

function whatIs(instanceId: string, reach: SsmStatus): string {
  switch (reach.kind) {
    case 'online':
      return `The agent of the instance ${instanceId} is online, but Systems Manager accepts no commands for it.`;
    case 'not-managed':
      return `The instance ${instanceId} is not managed by Systems Manager: its agent has not signed in.`;
    case 'lost':
      return `The agent of the instance ${instanceId} is ${reach.status}: Systems Manager has not heard from it since ${reach.since ?? 'an unknown time'}.`;
    case 'denied':
      return `The operator may not run commands on the instance ${instanceId}: ${reach.because}`;
  }
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html */
const REMEDIES: { readonly [kind in SsmStatus['kind']]: (instanceId: string) => Remedy } = {
  online: (instanceId) => ({
    next: [
      {
        shell: sh`aws ec2 describe-instance-status --instance-ids ${instanceId}`,
        why: 'shows whether the instance is running',
      },
    ],
  }),
  'not-managed': () => ({
    hint: 'attach AmazonSSMManagedInstanceCore to its role, or turn on Default Host Management; its agent signs in within minutes',
  }),
  lost: () => ({
    hint: 'restart amazon-ssm-agent on it, or reboot it, and check that it can reach the internet',
  }),
  denied: () => ({
    hint: 'give the operator ssm:SendCommand, ssm:GetCommandInvocation and ssm:DescribeInstanceInformation',
  }),
};
