import { ListGrants$, type ListGrantsCommand } from '@aws-sdk/client-kms';
import { storedPrincipal } from '../../principals.ts';
import { onKey } from '../call.ts';
import { grantEntry } from '../describe.ts';
import { OF_GRANTS } from '../grants.ts';
import { kmsPage } from '../page.ts';

export const ListGrants = onKey<ListGrantsCommand>()({
  schema: ListGrants$,
  readOnly: true,
  foreign: true,
  context: () => OF_GRANTS,
  handle: ({ input, key, world }) => {
    const { GrantId: id, GranteePrincipal } = input;
    const grantee = GranteePrincipal === undefined ? undefined : storedPrincipal(world, GranteePrincipal);
    const found = Object.values(key.grants ?? {}).filter(
      (grant) =>
        (id === undefined || grant.id === id) && (grantee === undefined || grant.grantee === grantee),
    );
    const { items, rest } = kmsPage(found, input, (grant) => grant.id);
    return { Grants: items.map((grant) => grantEntry(world, key, grant)), ...rest };
  },
});
