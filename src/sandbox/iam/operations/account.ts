import {
  GetAccountSummary$,
  type GetAccountSummaryCommand,
  ListAccountAliases$,
  type ListAccountAliasesCommand,
} from '@aws-sdk/client-iam';
import { iamAction } from '../call.ts';
import { iamPage } from '../page.ts';

const size = (record: object): number => Object.keys(record).length;

/** The usage, without the quotas. */
export const GetAccountSummary = iamAction<GetAccountSummaryCommand>()({
  schema: GetAccountSummary$,
  readOnly: true,
  on: () => ({ resource: '*' }),
  handle: ({ account }) => ({
    SummaryMap: {
      Users: size(account.users),
      Roles: size(account.roles),
      Groups: size(account.groups),
      Policies: size(account.policies),
      InstanceProfiles: size(account.instanceProfiles),
      MFADevices: size(account.mfaDevices),
      MFADevicesInUse: Object.values(account.mfaDevices).filter(({ userName }) => userName).length,
      AccountAccessKeysPresent: account.rootKey ? 1 : 0,
    },
  }),
});

/** An account has at most one. */
export const ListAccountAliases = iamAction<ListAccountAliasesCommand>()({
  schema: ListAccountAliases$,
  readOnly: true,
  on: () => ({ resource: '*' }),
  handle: ({ account, input }) => {
    const { items, rest } = iamPage<string>(account.alias ? [account.alias] : [], input, (alias) => alias);
    return { AccountAliases: [...items], ...rest };
  },
});
