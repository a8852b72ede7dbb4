import { DescribeInstances$, type DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { operation, ServiceError } from '../operation.ts';
import { ownEc2Account, refuseEc2DryRun } from './account.ts';
import { reservationOf } from './describe.ts';
import { filterInstances } from './filters.ts';
import { requireInstances } from './instances.ts';
import { ec2Page } from './page.ts';

export const DescribeInstances = operation<DescribeInstancesCommand>()({
  schema: DescribeInstances$,
  readOnly: true,
  demands: () => [{ action: 'ec2:DescribeInstances', resource: '*' }],
  handle: (call) => {
    const { input, region } = call;
    refuseEc2DryRun(input);
    const account = ownEc2Account(call);
    const { InstanceIds: ids = [], MaxResults } = input;
    requireInstances(account, ids);
    if (MaxResults !== undefined && ids.length > 0) {
      throw new ServiceError(
        'InvalidParameterCombination',
        'The parameter instancesSet cannot be used with the parameter maxResults',
      );
    }
    const found = filterInstances(account, region, input.Filters ?? []).filter(
      ({ id }) => ids.length === 0 || ids.includes(id),
    );
    const { items, rest } = ec2Page(found, input);
    return { Reservations: items.map((instance) => reservationOf(account, region, instance)), ...rest };
  },
});
