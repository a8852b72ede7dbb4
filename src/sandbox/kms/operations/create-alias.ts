import { CreateAlias$, type CreateAliasCommand } from '@aws-sdk/client-kms';
import { operation } from '../../operation.ts';
import { aliasDemands, aliasFor, refuseTaken, requireAliasName } from '../aliases.ts';
import { accountOf, begin, keyNamed } from '../call.ts';
import { requireState } from '../states.ts';

export const CreateAlias = operation<CreateAliasCommand>()({
  schema: CreateAlias$,
  demands: (call) => {
    begin(call);
    const { AliasName: name, TargetKeyId: target } = call.input;
    requireAliasName(name);
    return aliasDemands(call, 'kms:CreateAlias', name, [target]);
  },
  handle: (call) => {
    const { AliasName: name, TargetKeyId: target } = call.input;
    refuseTaken(call, name);
    const key = keyNamed(call, target, {});
    requireState(key, 'CreateAlias');
    accountOf(call).aliases[name] = aliasFor(call, name, key, call.now.toISOString());
    return {};
  },
});
