import { ListAccounts$, type ListAccountsCommand } from '@aws-sdk/client-organizations';
import { operation } from '../../operation.ts';
import { describeAccount, organizationManagedBy } from '../membership.ts';
import { organizationsPage } from '../page.ts';

export const ListAccounts = operation<ListAccountsCommand>()({
  schema: ListAccounts$,
  readOnly: true,
  demands: () => [{ action: 'organizations:ListAccounts', resource: '*' }],
  handle: (call) => {
    const organization = organizationManagedBy(call);
    const { items, rest } = organizationsPage(organization.members, call.input);
    return { Accounts: items.map((member) => describeAccount(organization, member)), ...rest };
  },
});
