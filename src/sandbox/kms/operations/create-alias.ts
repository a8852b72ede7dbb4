import { CreateAlias$, type CreateAliasCommand } from '@aws-sdk/client-kms';
import { operation } from '../../operation.ts';
import {
  aliasDemands,
  aliasFor,
  refuseManyAliases,
  refuseTakenAlias,
  requireAliasName,
  requireAliasTarget,
} from '../aliases.ts';
import { beginKmsCall, keyOfCall, kmsAccountOf } from '../call.ts';
import { requireState } from '../states.ts';

export const CreateAlias = operation<CreateAliasCommand>()({
  schema: CreateAlias$,
  demands: (call) => {
    beginKmsCall(call);
    const { AliasName: name, TargetKeyId: target } = call.input;
    requireAliasName(name);
    requireAliasTarget(target);
    return aliasDemands(call, 'kms:CreateAlias', name, [target]);
  },
  handle: (call) => {
    const { AliasName: name, TargetKeyId: target } = call.input;
    refuseTakenAlias(call, name);
    const key = keyOfCall(call, target, {});
    requireState(key, 'CreateAlias');
    refuseManyAliases(call, key, name);
    kmsAccountOf(call).aliases[name] = aliasFor(call, name, key, call.now.toISOString());
    return {};
  },
});
