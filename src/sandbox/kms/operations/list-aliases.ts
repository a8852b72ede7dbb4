import { ListAliases$, type ListAliasesCommand } from '@aws-sdk/client-kms';
import { operation } from '../../operation.ts';
import { beginKmsCall, keyOfCall, kmsAccountOf } from '../call.ts';
import { kmsPage } from '../page.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html */
export const ListAliases = operation<ListAliasesCommand>()({
  schema: ListAliases$,
  readOnly: true,
  demands: (call) => {
    beginKmsCall(call);
    return [{ action: 'kms:ListAliases', resource: '*' }];
  },
  handle: (call) => {
    const { region, input } = call;
    const wanted = input.KeyId === undefined ? undefined : keyOfCall(call, input.KeyId, {}).id;
    const here = Object.values(kmsAccountOf(call).aliases).filter(
      ({ arn, keyId }) => arn.split(':')[3] === region && (wanted === undefined || keyId === wanted),
    );
    const { items, rest } = kmsPage(here, input, ({ name }) => name);
    return {
      Aliases: items.map(({ name, arn, keyId, created, updated }) => ({
        AliasName: name,
        AliasArn: arn,
        TargetKeyId: keyId,
        CreationDate: new Date(created),
        LastUpdatedDate: new Date(updated),
      })),
      ...rest,
    };
  },
});
