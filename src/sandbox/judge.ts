import type { Decision } from '../policy/decision.ts';
import { evaluatePolicies } from '../policy/evaluate.ts';
import type { Caller, Context, Request } from '../policy/request.ts';
import { callerPolicies } from './caller-policies.ts';
import { refusalText } from './denial.ts';
import { type ApiCall, type Demand, ServiceError } from './operation.ts';
import { contextOf } from './request-context.ts';
import { resourcePolicies } from './resource-policy.ts';

/** A demand and its decision. */
export interface Judgement {
  readonly demand: Demand;
  readonly decision: Decision;
  /** The account that the resource belongs to. */
  readonly owner: string;
}

/**
 * Throws `AccessDenied`, in AWS's words, unless the caller is allowed everything that is demanded. Passes every
 * evaluated demand to `note`, including the refused one.
 */
export function judge(
  call: ApiCall<unknown>,
  demands: readonly Demand[],
  note: (judgement: Judgement) => void = () => {},
): void {
  for (const demand of demands) {
    const owner = ownerOf(call, demand.resource);
    const decision = decide(call, demand, owner);
    note({ demand, decision, owner });
    if (decision.outcome === 'allowed') continue;
    throw new ServiceError('AccessDenied', refusalText(call.identity.caller, demand, decision, owner), 403);
  }
}

/** The only place that decides: evaluates every policy that applies to the demand, as AWS does. */
export function decide(
  call: ApiCall<unknown>,
  demand: Demand,
  owner = ownerOf(call, demand.resource),
): Decision {
  const request = new Question(call, demand, owner);
  return evaluatePolicies(request, {
    owner,
    ...resourcePolicies(call.world, request),
    ...callerPolicies(call),
  });
}

/** The request for the evaluator. Most policies use no condition key, so these are computed when one does. */
class Question implements Request {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly #call: ApiCall<unknown>;
  readonly #demand: Demand;
  readonly #owner: string;
  #context: Context | undefined;

  constructor(call: ApiCall<unknown>, demand: Demand, owner: string) {
    this.caller = call.identity.caller;
    this.action = demand.action;
    this.resource = demand.resource;
    this.#call = call;
    this.#demand = demand;
    this.#owner = owner;
  }

  get context(): Context {
    this.#context ??= contextOf(this.#call, this.#demand, this.#owner);
    return this.#context;
  }
}

/**
 * The account that a resource belongs to. Without an account in the ARN, it is the caller's own: `*`, AWS's documents
 * and policies.
 */
function ownerOf({ world, identity: { caller } }: ApiCall<unknown>, resource: string): string {
  const [, , service, , account = '', name = ''] = resource.split(':');
  if (/^\d{12}$/.test(account)) return account;
  const holder =
    service === 's3' &&
    Object.values(world.accounts).find(({ buckets }) => Object.hasOwn(buckets, name.split('/')[0] ?? ''));
  return holder ? holder.id : accountOf(caller, world.home);
}

const accountOf = (caller: Caller, otherwise: string): string =>
  'accountId' in caller ? caller.accountId : otherwise;
