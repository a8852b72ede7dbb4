import { ListKeyPolicies$, type ListKeyPoliciesCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { kmsPage } from '../page.ts';
import { POLICY_NAME } from '../policy-name.ts';

export const ListKeyPolicies = onKey<ListKeyPoliciesCommand>()({
  schema: ListKeyPolicies$,
  readOnly: true,
  handle: ({ input }) => {
    const { items, rest } = kmsPage([POLICY_NAME], { Limit: 100, ...input }, (name) => name);
    return { PolicyNames: [...items], ...rest };
  },
});
