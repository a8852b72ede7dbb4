import { type AliasListEntry, ListAliases$, type ListAliasesCommand } from '@aws-sdk/client-kms';
import { operation } from '../../operation.ts';
import type { Alias } from '../../world.ts';
import { aliasArn, PREDEFINED_ALIASES } from '../aliases.ts';
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
    const own = Object.values(kmsAccountOf(call).aliases)
      .filter(({ arn, keyId }) => arn.split(':')[3] === region && (wanted === undefined || keyId === wanted))
      .map(aliasEntry);
    const reserved = PREDEFINED_ALIASES.map((name) => ({ AliasName: name, AliasArn: aliasArn(call, name) }));
    const { items, rest } = kmsPage(
      wanted === undefined ? [...own, ...reserved] : own,
      input,
      ({ AliasName }) => String(AliasName),
    );
    return { Aliases: [...items], ...rest };
  },
});

const aliasEntry = ({ name, arn, keyId, created, updated }: Alias): AliasListEntry => ({
  AliasName: name,
  AliasArn: arn,
  TargetKeyId: keyId,
  CreationDate: new Date(created),
  LastUpdatedDate: new Date(updated),
});
