import {
  type ApiCall,
  type Demand,
  type InputOf,
  type Operation,
  type OutputOf,
  ServiceError,
} from '../operation.ts';
import { TEXTS } from '../protocol/refusal.ts';
import { operationName } from '../protocol/schema.ts';
import type { WorldAccount } from '../world.ts';
import { refuseInvalidIam } from './constraints.ts';

/** A call to IAM, which sees only the caller's own account and whose times have whole seconds. */
export interface IamCall<Input> extends ApiCall<Input> {
  readonly account: WorldAccount;
}

/** The target of an action, and what conditions may ask about it. */
export type ActionTarget = Omit<Demand, 'action'>;

interface IamOperation<Input, Output> extends Pick<Operation, 'schema' | 'readOnly'> {
  on(call: IamCall<Input>): ActionTarget;
  /** What the caller needs in addition to the action of the operation's own name. */
  also?(call: IamCall<Input>): readonly Demand[];
  handle(call: IamCall<Input>): Output | Promise<Output>;
}

/**
 * An operation of IAM: it demands the action of its own name. `handle` checks whether the target exists, after
 * authorization: a caller who may not look must not learn it.
 */
export function iamOperation<Input, Output>(
  definition: IamOperation<Input, Output>,
): Operation<Input, Output> {
  const { schema, readOnly, on, also, handle } = definition;
  const within = (call: ApiCall<Input>): IamCall<Input> => ({
    account: iamAccountOf(call),
    ...call,
    now: wholeSecond(call.now),
  });
  return {
    schema,
    ...(readOnly ? { readOnly } : {}),
    demands: (call) => {
      refuseWeakSessions(call);
      refuseInvalidIam(call.input as object);
      const inside = within(call);
      return [{ action: `iam:${operationName(schema)}`, ...on(inside) }, ...(also?.(inside) ?? [])];
    },
    handle: (call) => handle(within(call)),
  };
}

/** The same, typed by the SDK's command. */
export const iamAction =
  <C>() =>
  (definition: IamOperation<InputOf<C>, OutputOf<C>>): Operation<InputOf<C>, OutputOf<C>> =>
    iamOperation(definition);

export function iamAccountOf({
  identity: { caller },
  world,
}: Pick<ApiCall<unknown>, 'identity' | 'world'>): WorldAccount {
  const account = 'accountId' in caller ? world.accounts[caller.accountId] : undefined;
  if (!account) throw new ServiceError('InvalidClientTokenId', TEXTS.invalidToken, 403);
  return account;
}

const wholeSecond = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000);

/**
 * GetSessionToken's credentials may call IAM only with MFA, GetFederationToken's never.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 */
function refuseWeakSessions({ identity: { caller, sessionToken, context } }: ApiCall<unknown>): void {
  const ofUser = sessionToken !== undefined && (caller.kind === 'user' || caller.kind === 'root');
  if (caller.kind === 'federated-user' || (ofUser && context['aws:MultiFactorAuthPresent'] !== 'true')) {
    throw new ServiceError('InvalidClientTokenId', TEXTS.invalidToken, 403);
  }
}
