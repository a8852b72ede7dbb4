import { errorTypeRegistries } from '@aws-sdk/client-organizations';
import { awsJson } from '../protocol/aws-json.ts';
import { defineService } from '../protocol/service.ts';
import { DescribeAccount } from './operations/describe-account.ts';
import { DescribeOrganization } from './operations/describe-organization.ts';
import { ListAccounts } from './operations/list-accounts.ts';
import { ListAccountsForParent } from './operations/list-accounts-for-parent.ts';
import { ListOrganizationalUnitsForParent } from './operations/list-organizational-units-for-parent.ts';
import { ListRoots } from './operations/list-roots.ts';

export const organizationsService = defineService<typeof import('@aws-sdk/client-organizations')>({
  name: 'organizations',
  protocol: awsJson('AWSOrganizationsV20161128'),
  registries: errorTypeRegistries,
  operations: {
    DescribeAccount,
    DescribeOrganization,
    ListAccounts,
    ListAccountsForParent,
    ListOrganizationalUnitsForParent,
    ListRoots,
  },
});
