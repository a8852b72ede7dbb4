import { ListRoots$, type ListRootsCommand } from '@aws-sdk/client-organizations';
import { operation } from '../../operation.ts';
import { organizationManagedBy } from '../membership.ts';
import { organizationsPage } from '../page.ts';

export const ListRoots = operation<ListRootsCommand>()({
  schema: ListRoots$,
  readOnly: true,
  demands: () => [{ action: 'organizations:ListRoots', resource: '*' }],
  handle: (call) => {
    const { id, root, management } = organizationManagedBy(call);
    const Arn = `arn:aws:organizations::${management}:root/${id}/${root}`;
    const { items, rest } = organizationsPage([{ Id: root, Arn, Name: 'Root', PolicyTypes: [] }], call.input);
    return { Roots: [...items], ...rest };
  },
});
