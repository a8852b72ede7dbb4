import { DeleteAlias$, type DeleteAliasCommand } from '@aws-sdk/client-kms';
import { operation } from '../../operation.ts';
import { aliasDemands, ownAlias, requireAliasName } from '../aliases.ts';
import { accountOf, begin } from '../call.ts';

export const DeleteAlias = operation<DeleteAliasCommand>()({
  schema: DeleteAlias$,
  demands: (call) => {
    begin(call);
    const { AliasName: name } = call.input;
    requireAliasName(name);
    return aliasDemands(call, 'kms:DeleteAlias', name, [ownAlias(call, name).keyId]);
  },
  handle: (call) => {
    delete accountOf(call).aliases[call.input.AliasName];
    return {};
  },
});
