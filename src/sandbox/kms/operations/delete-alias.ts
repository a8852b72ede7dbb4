import { DeleteAlias$, type DeleteAliasCommand } from '@aws-sdk/client-kms';
import { operation } from '../../operation.ts';
import { aliasDemands, ownAlias, requireAliasName } from '../aliases.ts';
import { beginKmsCall, kmsAccountOf } from '../call.ts';

export const DeleteAlias = operation<DeleteAliasCommand>()({
  schema: DeleteAlias$,
  demands: (call) => {
    beginKmsCall(call);
    const { AliasName: name } = call.input;
    requireAliasName(name);
    return aliasDemands(call, 'kms:DeleteAlias', name, [ownAlias(call, name).keyId]);
  },
  handle: (call) => {
    delete kmsAccountOf(call).aliases[call.input.AliasName];
    return {};
  },
});
