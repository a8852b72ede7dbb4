import { DescribeAccount$, type DescribeAccountCommand } from '@aws-sdk/client-organizations';
import { operation, ServiceError } from '../../operation.ts';
import { accountArn, describeAccount, organizationManagedBy, organizationOf } from '../membership.ts';

export const DescribeAccount = operation<DescribeAccountCommand>()({
  schema: DescribeAccount$,
  readOnly: true,
  demands: (call) => [
    {
      action: 'organizations:DescribeAccount',
      resource: accountArn(organizationOf(call), call.input.AccountId),
    },
  ],
  handle: (call) => {
    const organization = organizationManagedBy(call);
    const member = organization.members.find(({ id }) => id === call.input.AccountId);
    if (!member) {
      throw new ServiceError('AccountNotFoundException', "You specified an account that doesn't exist.");
    }
    return { Account: describeAccount(organization, member) };
  },
});
