import { DescribeOrganization$, type DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import { operation } from '../../operation.ts';
import { accountArn, organizationOf } from '../membership.ts';

/** Every member account may see it. */
export const DescribeOrganization = operation<DescribeOrganizationCommand>()({
  schema: DescribeOrganization$,
  readOnly: true,
  demands: () => [{ action: 'organizations:DescribeOrganization', resource: '*' }],
  handle: (call) => {
    const organization = organizationOf(call);
    const { id, management, members } = organization;
    return {
      Organization: {
        Id: id,
        Arn: `arn:aws:organizations::${management}:organization/${id}`,
        FeatureSet: 'ALL' as const,
        MasterAccountArn: accountArn(organization, management),
        MasterAccountId: management,
        MasterAccountEmail: members.find((member) => member.id === management)?.email,
        AvailablePolicyTypes: [],
      },
    };
  },
});
