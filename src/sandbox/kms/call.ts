import type { Context } from '../../policy/request.ts';
import {
  type ApiCall,
  type Demand,
  type InputOf,
  type Operation,
  type OutputOf,
  ServiceError,
} from '../operation.ts';
import { operationName } from '../protocol/schema.ts';
import type { Key, WorldAccount } from '../world.ts';
import { refuseInvalidKms } from './constraints.ts';
import { requireGrantTokens } from './grant-tokens.ts';
import { letTimePass } from './imported.ts';
import { aliasUsed, deleteDueKeys, findKmsKey, notFound, type Scope } from './keys.ts';
import { requireState } from './states.ts';

/** A call about one key. */
export interface KeyCall<Input> extends ApiCall<Input> {
  readonly key: Key;
}

export interface NamesKey {
  readonly KeyId: string;
}

/** How an operation may name its key: only some of AWS's operations accept aliases, and keys of other accounts. */
export interface Naming {
  readonly aliases?: true;
  readonly foreign?: true;
}

interface KeyOperation<Input, Output> extends Pick<Operation, 'schema' | 'readOnly'>, Naming {
  /** Condition keys of this request, besides those that the key determines. */
  context?(call: ApiCall<Input>): Context;
  /** Runs if the key's state and origin allow the operation. */
  handle(call: KeyCall<Input>): Output | Promise<Output>;
}

/** An operation on the key that its KeyId names: it demands the action of its own name on that key. */
function keyOperation<Input extends NamesKey, Output>(
  definition: KeyOperation<Input, Output>,
): Operation<Input, Output> {
  const { schema, readOnly, context, handle } = definition;
  const name = operationName(schema);
  return {
    schema,
    ...(readOnly ? { readOnly } : {}),
    demands: (call) => {
      beginKmsCall(call);
      return [demandOn(call, `kms:${name}`, call.input.KeyId, definition, context?.(call))];
    },
    handle: (call) => {
      const key = keyOfCall(call, call.input.KeyId, definition);
      requireState(key, name);
      return handle({ key, ...call });
    },
  };
}

/** The same, typed by the SDK's command. */
export const onKey =
  <C>() =>
  (
    definition: KeyOperation<InputOf<C> & NamesKey, OutputOf<C>>,
  ): Operation<InputOf<C> & NamesKey, OutputOf<C>> =>
    keyOperation(definition);

/** First, the input must be valid by the model; then the passing of time takes effect on the keys. */
export function beginKmsCall({ input, world, now }: ApiCall<unknown>): void {
  refuseInvalidKms(input as object);
  deleteDueKeys(world, now);
  for (const id in world.accounts) {
    const { keys } = world.accounts[id] as WorldAccount;
    for (const keyId in keys) letTimePass(keys[keyId] as Key, now);
  }
  requireGrantTokens(world, input as object);
}

/** Throws NotFoundException for a key of the caller's account. For a key of another account, only authorization answers. */
export function demandOn(
  call: ApiCall<unknown>,
  action: string,
  keyId: string,
  naming: Naming,
  context: Context = {},
): Demand {
  const alias = aliasUsed(keyId);
  return {
    action,
    resource: isForeign(call, keyId) ? arnIfThere(call, keyId) : keyOfCall(call, keyId, naming).arn,
    context: alias === undefined ? context : { 'kms:RequestAlias': alias, ...context },
  };
}

/** Throws NotFoundException. */
export function keyOfCall(call: ApiCall<unknown>, keyId: string, { aliases, foreign }: Naming): Key {
  if (!aliases && aliasUsed(keyId) !== undefined) throw notFound(`Invalid keyId '${keyId}'`);
  if (!foreign && isForeign(call, keyId)) throw notFound(`Key '${keyId}' does not exist`);
  return findKmsKey(call.world, keyId, scopeOf(call));
}

export const scopeOf = (call: ApiCall<unknown>): Scope => ({
  accountId: kmsAccountOf(call).id,
  region: call.region,
});

/** The caller's account. */
export function kmsAccountOf({ identity: { caller }, world }: ApiCall<unknown>): WorldAccount {
  const account = 'accountId' in caller ? world.accounts[caller.accountId] : undefined;
  if (!account) throw new ServiceError('AccessDenied', 'The caller has no account here.');
  return account;
}

const isForeign = (call: ApiCall<unknown>, keyId: string): boolean =>
  keyId.startsWith('arn:') && keyId.split(':')[4] !== scopeOf(call).accountId;

function arnIfThere(call: ApiCall<unknown>, keyId: string): string {
  try {
    return findKmsKey(call.world, keyId, scopeOf(call)).arn;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NotFoundException') return keyId;
    throw error;
  }
}
