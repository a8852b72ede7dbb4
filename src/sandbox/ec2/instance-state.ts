import {
  RebootInstances$,
  type RebootInstancesCommand,
  StartInstances$,
  type StartInstancesCommand,
  StopInstances$,
  type StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { type ApiCall, type Demand, operation, ServiceError } from '../operation.ts';
import type { Ec2Instance, WorldAccount } from '../world.ts';
import { ec2Arn, ownEc2Account, refuseEc2DryRun } from './account.ts';
import { instanceConditions } from './condition-keys.ts';
import { STATE_CODES } from './describe.ts';
import { requireInstances } from './instances.ts';

interface InstancesInput {
  readonly InstanceIds: readonly string[];
}

/** Processes on the instance end with it; a public address that is not elastic is released. */
export const StopInstances = operation<StopInstancesCommand>()({
  schema: StopInstances$,
  demands: (call) => onEach(call, 'ec2:StopInstances'),
  handle: (call) => {
    const { input } = call;
    refuseEc2DryRun(input);
    if (input.Hibernate) {
      throw new ServiceError(
        'UnsupportedHibernationConfiguration',
        'Cannot hibernate an instance that was not launched for it.',
      );
    }
    const stopping = requireInstances(ownEc2Account(call), input.InstanceIds).map((instance) => {
      const change = changeOf(instance, 'stopped', 'stopping');
      instance.state = 'stopped';
      delete instance.webApp;
      delete instance.publicIp;
      return change;
    });
    return { StoppingInstances: stopping };
  },
});

export const StartInstances = operation<StartInstancesCommand>()({
  schema: StartInstances$,
  demands: (call) => onEach(call, 'ec2:StartInstances'),
  handle: (call) => {
    refuseEc2DryRun(call.input);
    const account = ownEc2Account(call);
    const starting = requireInstances(account, call.input.InstanceIds).map((instance) => {
      const change = changeOf(instance, 'running', 'pending');
      if (instance.state === 'stopped') {
        instance.state = 'running';
        instance.launched = call.now.toISOString();
        instance.publicIp = freeAddress(account);
      }
      return change;
    });
    return { StartingInstances: starting };
  },
});

/** The address stays; processes end. */
export const RebootInstances = operation<RebootInstancesCommand>()({
  schema: RebootInstances$,
  demands: (call) => onEach(call, 'ec2:RebootInstances'),
  handle: (call) => {
    refuseEc2DryRun(call.input);
    const instances = requireInstances(ownEc2Account(call), call.input.InstanceIds);
    const stopped = instances.find(({ state }) => state !== 'running');
    if (stopped) {
      throw new ServiceError(
        'IncorrectState',
        `This instance '${stopped.id}' is not in a valid state for this operation.`,
      );
    }
    for (const instance of instances) delete instance.webApp;
    return {};
  },
});

export const onEach = (call: ApiCall<InstancesInput>, action: string): readonly Demand[] => {
  const account = ownEc2Account(call);
  return requireInstances(account, call.input.InstanceIds).map((instance) =>
    demandOn(call, account, action, instance),
  );
};

export function demandOnInstance(call: ApiCall<unknown>, action: string, id: string): Demand {
  const account = ownEc2Account(call);
  const [instance] = requireInstances(account, [id]);
  return demandOn(call, account, action, instance as Ec2Instance);
}

const demandOn = (
  call: ApiCall<unknown>,
  account: WorldAccount,
  action: string,
  instance: Ec2Instance,
): Demand => ({
  action,
  resource: ec2Arn(call, account, 'instance', instance.id),
  context: instanceConditions(call, instance),
});

/** The answer has the transitional state, although the transition takes no time here. */
const changeOf = ({ id, state }: Ec2Instance, end: Ec2Instance['state'], way: 'stopping' | 'pending') => ({
  InstanceId: id,
  CurrentState: stateOf(state === end ? end : way),
  PreviousState: stateOf(state),
});

const stateOf = <Name extends keyof typeof STATE_CODES>(Name: Name) => ({ Code: STATE_CODES[Name], Name });

/** From the network reserved for examples: https://www.rfc-editor.org/rfc/rfc5737 */
export function freeAddress({ instances }: WorldAccount): string {
  const taken = Object.values(instances).flatMap(({ publicIp }) => publicIp ?? []);
  const host = () => 1 + Math.floor(Math.random() * 254);
  for (;;) {
    const address = `203.0.113.${host()}`;
    if (!taken.includes(address)) return address;
  }
}
