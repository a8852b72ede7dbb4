import { DescribeInstanceInformation$, type DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import { operation, ServiceError } from '../operation.ts';
import { refuseInvalidSsm } from './constraints.ts';
import { managedInstances } from './managed.ts';

/** Lists only managed instances: an instance that is not listed accepts no commands. */
export const DescribeInstanceInformation = operation<DescribeInstanceInformationCommand>()({
  schema: DescribeInstanceInformation$,
  readOnly: true,
  demands: ({ input }) => {
    refuseInvalidSsm(input, { MaxResults: { min: 5, max: 50 } });
    return [{ action: 'ssm:DescribeInstanceInformation', resource: '*' }];
  },
  handle: (call) => {
    const { Filters = [], InstanceInformationFilterList = [] } = call.input;
    const filters = [
      ...Filters.map(({ Key, Values }) => ({ key: Key, values: Values })),
      ...InstanceInformationFilterList.map(({ key, valueSet }) => ({ key, values: valueSet })),
    ];
    const other = filters.find(({ key }) => key !== 'InstanceIds');
    if (other) throw new ServiceError('InvalidFilterKey', `The filter ${other.key} is not in the sandbox.`);
    return {
      InstanceInformationList: managedInstances(call)
        .filter(({ id }) => filters.every(({ values = [] }) => values.includes(id)))
        .map((instance) => ({
          InstanceId: instance.id,
          PingStatus: 'Online' as const,
          LastPingDateTime: call.now,
          PlatformType: 'Linux' as const,
          PlatformName: 'Amazon Linux',
          PlatformVersion: '2',
          ResourceType: 'EC2Instance' as const,
          IPAddress: instance.privateIp,
        })),
    };
  },
});
