import { ListAccountsForParent$, type ListAccountsForParentCommand } from '@aws-sdk/client-organizations';
import { operation } from '../../operation.ts';
import { describeAccount, organizationManagedBy, requireRoot } from '../membership.ts';
import { organizationsPage } from '../page.ts';

/** Every account is directly in the root: the sandbox has no organizational units. */
export const ListAccountsForParent = operation<ListAccountsForParentCommand>()({
  schema: ListAccountsForParent$,
  readOnly: true,
  demands: () => [{ action: 'organizations:ListAccountsForParent', resource: '*' }],
  handle: (call) => {
    const organization = organizationManagedBy(call);
    requireRoot(organization, call.input.ParentId);
    const { items, rest } = organizationsPage(organization.members, call.input);
    return { Accounts: items.map((member) => describeAccount(organization, member)), ...rest };
  },
});
