import { ListKeys$, type ListKeysCommand } from '@aws-sdk/client-kms';
import { operation } from '../../operation.ts';
import { beginKmsCall, kmsAccountOf } from '../call.ts';
import { kmsPage } from '../page.ts';

export const ListKeys = operation<ListKeysCommand>()({
  schema: ListKeys$,
  readOnly: true,
  demands: (call) => {
    beginKmsCall(call);
    return [{ action: 'kms:ListKeys', resource: '*' }];
  },
  handle: (call) => {
    const { region, input } = call;
    const here = Object.values(kmsAccountOf(call).keys).filter(({ arn }) => arn.split(':')[3] === region);
    const { items, rest } = kmsPage(here, { Limit: 100, ...input }, ({ id }) => id);
    return { Keys: items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...rest };
  },
});
