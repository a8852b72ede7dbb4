import { UpdateAlias$, type UpdateAliasCommand } from '@aws-sdk/client-kms';
import { operation } from '../../operation.ts';
import {
  aliasDemands,
  aliasFor,
  ownAlias,
  refuseManyAliases,
  requireAliasName,
  requireAliasTarget,
} from '../aliases.ts';
import { beginKmsCall, keyOfCall, kmsAccountOf } from '../call.ts';
import { requireState } from '../states.ts';

/** Moves the alias from one key to another; the caller needs the permission on both. */
export const UpdateAlias = operation<UpdateAliasCommand>()({
  schema: UpdateAlias$,
  demands: (call) => {
    beginKmsCall(call);
    const { AliasName: name, TargetKeyId: target } = call.input;
    requireAliasName(name);
    requireAliasTarget(target);
    return aliasDemands(call, 'kms:UpdateAlias', name, [ownAlias(call, name).keyId, target]);
  },
  handle: (call) => {
    const { AliasName: name, TargetKeyId: target } = call.input;
    const key = keyOfCall(call, target, {});
    requireState(key, 'UpdateAlias');
    refuseManyAliases(call, key, name);
    kmsAccountOf(call).aliases[name] = aliasFor(call, name, key, ownAlias(call, name).created);
    return {};
  },
});
