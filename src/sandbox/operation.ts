import type { StaticOperationSchema } from '@smithy/types';
import type { Caller, Context } from '../policy/request.ts';
import type { SigningCredentials } from './credentials.ts';
import type { World } from './world.ts';

/** Who signed the request, as the credentials say. */
export interface Identity {
  readonly caller: Caller;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials carry one; the request must send the same. */
  readonly sessionToken?: string;
  /** When temporary credentials end, by the sandbox's clock. */
  readonly expires?: Date;
  /** Condition keys that the credentials carry: aws:MultiFactorAuthAge, aws:MultiFactorAuthPresent … */
  readonly context: Context;
}

/**
 * One request, decoded and identified. What adds to a call does it before the spread, `{ key, ...call }`: with a new member
 * behind it, V8 gives each object a hidden class of its own, which costs a request a third of its time.
 */
export interface ApiCall<Input> {
  readonly input: Input;
  readonly identity: Identity;
  readonly region: string;
  readonly requestId: string;
  /** The sandbox's clock, which may be moved; the wire's `Date` header never is. */
  readonly now: Date;
  /** Request-wide condition keys: aws:SourceIp, aws:SecureTransport, aws:CurrentTime and those of the credentials. */
  readonly context: Context;
  readonly world: World;
  /** Absent where nobody listens at an endpoint. */
  readonly metadata?: Metadata;
}

/** What an instance knows of AWS: where it is met, and what its metadata service gives out. */
export interface Metadata {
  readonly endpoint: string;
  credentialsOf(instanceId: string): SigningCredentials | undefined;
}

/** What the caller must be allowed before the operation runs. */
export interface Demand {
  /** `kms:Decrypt` */
  readonly action: string;
  /** An ARN, or `*` where the action has none. */
  readonly resource: string;
  /** Condition keys of this demand only: kms:ViaService, kms:EncryptionContext:… */
  readonly context?: Context;
  /** How the refusal names the resource where AWS does not use the ARN (Decrypt without a KeyId). */
  readonly refersTo?: string;
}

/** An operation of a service. `demands` is required: what nobody demands, nobody may do. */
export interface Operation<Input = never, Output = unknown> {
  readonly schema: StaticOperationSchema;
  /** It leaves the world as it was: nothing is saved after it. What does not say so is saved. */
  readonly readOnly?: true;
  /** Finds what the input names (throwing AWS's not-found) and says what the caller needs. */
  demands(call: ApiCall<Input>): readonly Demand[];
  handle(call: ApiCall<Input>): Output | Promise<Output>;
}

/** A refusal in AWS's words; the protocol gives it its shape on the wire. Never shown to a person as it is. */
export class ServiceError extends Error {
  readonly code: string;
  /** HTTP status where the service's protocol does not fix it. */
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** A streaming member on the server's side: bytes in, bytes out. */
type Wire<T> =
  Extract<T, ReadableStream | { transformToByteArray(): unknown }> extends never ? T : Uint8Array | undefined;

type RequiredAsModelled<I> = {
  [K in keyof I]: undefined extends I[K]
    ? object extends Pick<I, K>
      ? Wire<I[K]>
      : Exclude<Wire<I[K]>, undefined>
    : Wire<I[K]>;
};

export type InputOf<C> = C extends { readonly input: infer I } ? RequiredAsModelled<I> : never;

export type OutputOf<C> = C extends {
  resolveMiddleware(...args: never): (...args: never) => Promise<{ output: infer O }>;
}
  ? { [K in keyof Omit<O, '$metadata'>]: Wire<O[K & keyof O]> }
  : never;

/**
 * Types an operation by its SDK command, whose class lends only its types: `operation<DecryptCommand>()({ schema:
 * Decrypt$, … })`. Curried so that literals in the output are checked against the command's own unions.
 */
export const operation =
  <C>() =>
  (definition: Operation<InputOf<C>, OutputOf<C>>): Operation<InputOf<C>, OutputOf<C>> =>
    definition;
