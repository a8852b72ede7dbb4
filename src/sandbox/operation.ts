import type { StaticOperationSchema } from '@smithy/types';
import type { Caller, Context } from '../policy/request.ts';
import type { SigningCredentials } from './credentials.ts';
import type { World } from './world.ts';

/** The signer of the request, according to the credentials. */
export interface Identity {
  readonly caller: Caller;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials have one; the request must send the same. */
  readonly sessionToken?: string;
  /** When temporary credentials expire, by the sandbox's clock. */
  readonly expires?: Date;
  /** Condition keys that the credentials determine: aws:MultiFactorAuthAge, aws:MultiFactorAuthPresent … */
  readonly context: Context;
}

/**
 * One request, decoded and identified. Code that adds to a call does it before the spread, `{ key, ...call }`: with a
 * new member after it, V8 gives each object its own hidden class, which costs a third of the request's time.
 */
export interface ApiCall<Input> {
  readonly input: Input;
  readonly identity: Identity;
  readonly region: string;
  readonly requestId: string;
  /** The sandbox's clock, which may be moved; the HTTP `Date` header never moves. */
  readonly now: Date;
  /** Request-wide condition keys: aws:SourceIp, aws:SecureTransport, aws:CurrentTime and those of the credentials. */
  readonly context: Context;
  readonly world: World;
  /** Absent if the sandbox has no network endpoint. */
  readonly metadata?: Metadata;
}

/** What an instance knows of AWS: the endpoint, and what its metadata service returns. */
export interface Metadata {
  readonly endpoint: string;
  credentialsOf(instanceId: string): SigningCredentials | undefined;
}

/** A permission that the caller must have before the operation runs. */
export interface Demand {
  /** `kms:Decrypt` */
  readonly action: string;
  /** An ARN, or `*` if the action has no resource. */
  readonly resource: string;
  /** Condition keys of this demand only: kms:ViaService, kms:EncryptionContext:… */
  readonly context?: Context;
  /** How the refusal names the resource, if AWS does not use the ARN (Decrypt without a KeyId). */
  readonly refersTo?: string;
}

/**
 * An operation of a service. `demands` is required, so no operation can be written that needs no permission by
 * accident.
 */
export interface Operation<Input = never, Output = unknown> {
  readonly schema: StaticOperationSchema;
  /** The operation does not change the world, so nothing is saved after it. Without this mark, the world is saved. */
  readonly readOnly?: true;
  /** Maximum bytes of a request's body, if its protocol's usual limit does not fit. */
  readonly bodyLimit?: number;
  /** Finds what the input names (throwing AWS's not-found error) and returns what the caller needs. */
  demands(call: ApiCall<Input>): readonly Demand[];
  handle(call: ApiCall<Input>): Output | Promise<Output>;
}

/** A refusal in AWS's words; the protocol formats it for the wire. Never shown to a person in this form. */
export class ServiceError extends Error {
  readonly code: string;
  /** HTTP status, unless the service's protocol determines it. */
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;
  /** Of the HTTP response, in lower case. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    status = 400,
    members: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
    this.headers = headers;
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
