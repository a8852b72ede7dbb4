import { randomUUID } from 'node:crypto';
import type { Caller } from '../policy/request.ts';
import type { DisturbedRequest } from './chaos/disturb.ts';
import type { Judgement } from './judge.ts';
import type { ApiCall, Demand, Identity, Metadata, Operation } from './operation.ts';
import { readSignature, type Signature } from './protocol/authorization.ts';
import { awsJson } from './protocol/aws-json.ts';
import { faultOf, isBug } from './protocol/fault.ts';
import type {
  Exchange,
  Members,
  Protocol,
  WireHead,
  WireRequest,
  WireResponse,
} from './protocol/protocol.ts';
import { awsQuery } from './protocol/query.ts';
import { Refusal } from './protocol/refusal.ts';
import { missingMembers } from './protocol/required.ts';
import { restXml } from './protocol/rest-xml.ts';
import { inputOf } from './protocol/schema.ts';
import type { Service } from './protocol/service.ts';
import { type Proof, verifyHead } from './protocol/sigv4.ts';
import { arrivalKeys } from './request-context.ts';
import { refuseAbsentMembers } from './unread-members.ts';
import type { World } from './world.ts';

/** By signing name. Loaded on first use: EC2's schemas alone take as long as all the others. */
export type Services = Readonly<Record<string, () => Promise<Service>>>;

/** The account that requests are about. */
export interface SandboxAccount {
  readonly services: Services;
  readonly world: World;
  identify(accessKeyId: string): Identity | undefined;
  /** Throws a `ServiceError` `AccessDenied` unless the caller is allowed everything in the demands. */
  judge(call: ApiCall<unknown>, demands: readonly Demand[], note?: (judgement: Judgement) => void): void;
  /**
   * Called after every operation that is not `readOnly`, before its answer is sent, with the ids of the accounts that
   * it may have changed: the caller's, and those of the demands.
   */
  save(touched: readonly string[]): Promise<void>;
  /** The sandbox's clock, which may be moved. */
  now(): Date;
  /** The clock that signatures are checked by: real time. */
  wireClock?(): Date;
  /** What a request sees and how it is decided, if not by the world as it is. */
  views?(service: string, operation: Operation): { readonly seen: World; readonly judged: World };
  readonly metadata?: Metadata;
  /** Delays an identified request, or refuses it, whatever it asks for; `lost`: its answer does not arrive. */
  disturb?(request: DisturbedRequest): Promise<'answered' | 'lost'>;
  record?(entry: Entry): void;
}

/** One handled request, for a log. */
export interface Entry {
  readonly at: Date;
  readonly requestId: string;
  /** `kms`, `Decrypt` and the caller, as far as the request got. */
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly caller?: Caller | undefined;
  readonly readOnly?: boolean | undefined;
  /** The User-Agent header. */
  readonly agent?: string | undefined;
  /** What was demanded of the caller, and the decisions, up to the first refusal. */
  readonly judgements: readonly Judgement[];
  readonly status: number;
  /** AWS's code and message of a refusal. */
  readonly code?: string;
  readonly message?: string;
  /** The sandbox's own failure, which the answer does not show. */
  readonly bug?: unknown;
}

/** How far a request got, for its log and for a failure. */
interface Progress {
  readonly requestId: string;
  readonly judgements: Judgement[];
  readonly agent: string | undefined;
  service?: Service;
  operation?: string;
  readOnly?: boolean;
  caller?: Caller;
}

/** A request whose body may be sent. */
export interface Admitted {
  /** Maximum bytes of the body. */
  readonly bodyLimit: number;
  answer(body: Uint8Array): Promise<WireResponse>;
  /** In the protocol's form. */
  refuse(why: BodyRefusal): WireResponse;
}

/** Why a body is not taken. */
export type BodyRefusal = 'too-large' | 'too-slow' | 'busy';

/** A request is refused by its head, or its body may be sent. */
export type Admission = WireResponse | Admitted;

export const isAnswered = (admission: Admission): admission is WireResponse => 'status' in admission;

/** By the head: find the service, identify, verify. With the body: find the operation, authorize, run, save. */
export const admit =
  (account: SandboxAccount) =>
  async (head: WireHead): Promise<Admission> => {
    const progress: Progress = {
      requestId: randomUUID(),
      judgements: [],
      agent: head.headers['user-agent'],
    };
    const refuse = (error: unknown): WireResponse => {
      const protocol = progress.service?.protocol ?? likelyProtocol(head);
      const fault = faultOf(error, protocol, progress.requestId);
      const response = protocol.fail(fault, exchangeOf(head, progress));
      const { code, message } = fault;
      const entry = entryOf(progress, account.now(), response.status);
      account.record?.({ ...entry, code, message, ...(isBug(error) ? { bug: error } : {}) });
      return response;
    };
    try {
      const known = await identified(account, head, progress);
      const limit = known.service.limitOf(head);
      return {
        bodyLimit: limit.bytes,
        refuse: (why) => refuse(why === 'too-large' ? limit.exceeded() : new Refusal(why)),
        async answer(body) {
          try {
            const response = await perform(account, known, body, progress);
            account.record?.(entryOf(progress, account.now(), response.status));
            return response;
          } catch (error) {
            return refuse(error);
          }
        },
      };
    } catch (error) {
      return refuse(error);
    }
  };

/** The same for a request that is there as a whole. */
export const handle =
  (account: SandboxAccount) =>
  async ({ body, ...head }: WireRequest): Promise<WireResponse> => {
    const admission = await admit(account)(head);
    if (isAnswered(admission)) return admission;
    return body.length > admission.bodyLimit ? admission.refuse('too-large') : admission.answer(body);
  };

const entryOf = ({ service, ...progress }: Progress, at: Date, status: number): Entry => ({
  ...progress,
  at,
  service: service?.name,
  status,
});

const exchangeOf = ({ method }: WireHead, { requestId, service }: Progress): Exchange => ({
  requestId,
  method,
  xmlNamespace: service?.xmlNamespace,
  registries: service?.registries ?? [],
});

/** What the head of a request proves. */
interface Known {
  readonly service: Service;
  readonly identity: Identity;
  readonly region: string;
  readonly prove: Proof;
}

async function identified(account: SandboxAccount, head: WireHead, progress: Progress): Promise<Known> {
  const signature = readSignature(head);
  if (!signature) throw new Refusal('missing-authentication', 'Request is missing Authentication Token');
  const service = await serviceOf(account.services, signature);
  progress.service = service;
  const identity = account.identify(signature.accessKeyId);
  if (!identity) throw new Refusal('unknown-key');
  const prove = verifyHead(head, signature, identity, account.wireClock?.() ?? new Date());
  return { service, identity, region: signature.scope.region, prove };
}

async function perform(
  account: SandboxAccount,
  { service, identity, region, prove }: Known,
  body: Uint8Array,
  progress: Progress,
): Promise<WireResponse> {
  const { protocol } = service;
  const proven = prove(body);
  const now = account.now();
  if (identity.expires && identity.expires <= now) throw new Refusal('expired-token');

  const reading = service.read(proven);
  progress.operation = reading.operation;
  progress.caller = identity.caller;
  const operation = Object.hasOwn(service.operations, reading.operation)
    ? service.operations[reading.operation]
    : undefined;
  if (!operation) {
    throw new Refusal('unknown-operation', `${service.name}: ${reading.operation} is not in the sandbox.`);
  }
  progress.readOnly = operation.readOnly === true;
  const { method, headers } = proven;
  const isConditional = method === 'PUT' && ('if-match' in headers || 'if-none-match' in headers);
  const fate = (await account.disturb?.({ service: service.name, isConditional })) ?? 'answered';
  const input = reading.input(operation.schema);
  requireMembers(operation.schema, input);
  refuseAbsentMembers(service.absent, reading.operation, input);

  const purpose = { service: service.name, operation: reading.operation, region, now };
  const wireNow = account.wireClock?.() ?? new Date();
  const context = { ...arrivalKeys(proven, { ...purpose, wireNow }), ...identity.context };
  const { requestId } = progress;
  const { seen, judged } = account.views?.(service.name, operation) ?? inTheOpen(account);
  // Each operation knows its own input: it was decoded by the operation's schema.
  const call = {
    input: input as never,
    identity,
    region,
    requestId,
    now,
    context,
    world: seen,
    ...(account.metadata ? { metadata: account.metadata } : {}),
  };
  const note = (judgement: Judgement) => progress.judgements.push(judgement);
  account.judge(judged === seen ? call : { ...call, world: judged }, operation.demands(call), note);
  const output = (await operation.handle(call)) as Members | undefined;
  if (!operation.readOnly) await account.save(touchedBy(identity.caller, progress.judgements));
  const answer = protocol.answer(operation.schema, output ?? {}, exchangeOf(proven, progress));
  return fate === 'lost' ? { ...answer, lost: true } : answer;
}

const touchedBy = (caller: Caller, judgements: readonly Judgement[]): readonly string[] => [
  ...('accountId' in caller ? [caller.accountId] : []),
  ...judgements.map(({ owner }) => owner),
];

const inTheOpen = ({ world }: SandboxAccount) => ({ seen: world, judged: world });

/** Until the signature names the service, the shape of the request determines the protocol of a refusal. */
function likelyProtocol({ headers, target }: WireHead): Protocol {
  if (headers['x-amz-target'] !== undefined) return awsJson('');
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return form || /[?&]Action=/.test(target) ? awsQuery : restXml;
}

function serviceOf(services: Services, { scope }: Signature): Promise<Service> {
  const load = Object.hasOwn(services, scope.service) ? services[scope.service] : undefined;
  if (!load) throw new Refusal('unknown-operation', `The service ${scope.service} is not in the sandbox.`);
  return load();
}

function requireMembers(schema: Parameters<typeof inputOf>[0], input: Members): void {
  const missing = missingMembers(inputOf(schema), input);
  if (missing.length > 0) throw new Refusal('missing-member', missing.join(' '));
}
