import { ListAccounts$, type ListAccountsCommand } from '@aws-sdk/client-organizations';
import { operation } from '../../operation.ts';
import { accountOf, organizationManagedBy } from '../membership.ts';
import { page } from '../page.ts';

export const ListAccounts = operation<ListAccountsCommand>()({
  schema: ListAccounts$,
  readOnly: true,
  demands: () => [{ action: 'organizations:ListAccounts', resource: '*' }],
  handle: (call) => {
    const organization = organizationManagedBy(call);
    const { items, rest } = page(organization.members, call.input);
    return { Accounts: items.map((member) => accountOf(organization, member)), ...rest };
  },
});
