import { DescribeInstanceInformationCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { LabError } from '../../contract/errors.ts';
import { type Remedy, sh } from '../../contract/suggestion.ts';
import { readDenial } from '../client/denial.ts';
import { isForbidden } from '../client/failure.ts';

/** Whether Systems Manager accepts commands for an instance, and if not, why. */
export type SsmStatus =
  | { readonly kind: 'online' }
  /** Not listed: its agent has never signed in. The agent, a permission or a route to AWS may be missing. */
  | { readonly kind: 'not-managed' }
  /** `ConnectionLost` or `Inactive`: it was there; `since`: its last sign of life, ISO 8601. */
  | { readonly kind: 'lost'; readonly status: string; readonly since: string | undefined }
  /** The operator may not use it: AWS's refusal, which names the call and says what helps. */
  | { readonly kind: 'denied'; readonly refusal: LabError };

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
    return { kind: 'denied', refusal: error };
  }
}

/** As an error: which of these it is, and what fixes it. */
export const unreachable = (instanceId: string, reach: SsmStatus, cause?: unknown): LabError =>
  new LabError('ERR_NO_SHELL', whatIs(instanceId, reach), {
    ...remedyOf(instanceId, reach),
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
      return `The operator may not run commands on the instance ${instanceId}: ${reach.refusal.message}`;
  }
}

const remedyOf = (instanceId: string, reach: SsmStatus): Remedy =>
  reach.kind === 'denied' ? remedyOfRefusal(reach.refusal) : REMEDIES[reach.kind](instanceId);

/** All that is needed at once, unless a Deny refused: no permission lifts one. */
const remedyOfRefusal = (refusal: LabError): Remedy =>
  readDenial(refusal.message)?.kind === 'explicit'
    ? refusal
    : {
        hint: 'give the operator ssm:SendCommand, ssm:GetCommandInvocation and ssm:DescribeInstanceInformation',
        next: refusal.next,
      };

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html */
const REMEDIES: { readonly [kind in Exclude<SsmStatus['kind'], 'denied'>]: (instanceId: string) => Remedy } =
  {
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
  };
