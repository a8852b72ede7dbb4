import type { Operation } from '../operation.ts';
import type { RefusalKind } from './refusal.ts';
import type { OperationSchema, Registry } from './schema.ts';

/** What came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path and query as sent: a URL class would remove the dot segments that S3 keys may hold. */
  readonly target: string;
  /** Names in lower case; values decoded as UTF-8, repeated ones joined by a comma, as Signature Version 4 has them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Its body was larger than what is ever taken, and is not here. */
  readonly tooLarge?: boolean;
  /** The sender's IP address. */
  readonly sourceIp: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where HTTP has none: HEAD, 204, 304. */
  readonly body?: Uint8Array | string;
  /** The connection breaks before it: the request was done, and whoever asked cannot know. */
  readonly lost?: true;
}

export type Members = Readonly<Record<string, unknown>>;
export type Operations = Readonly<Record<string, Operation>>;

/** A request, parsed as far as can be before its operation's schema is known. */
export interface ParsedRequest {
  /** The operation it names; where it names none that is here, what it asks for, in words. */
  readonly operation: string;
  input(schema: OperationSchema): Members;
}

/** What an answer depends on besides its content. */
export interface Exchange {
  readonly requestId: string;
  readonly method: string;
  readonly xmlNamespace: string | undefined;
  /** The service's modelled errors. */
  readonly registries: readonly Registry[];
}

/** A refusal as AWS puts it: code, HTTP status, and the text, `detail` where the row has none of its own. */
export interface RefusalRow {
  readonly code: string;
  readonly status: number;
  readonly says?: string | ((detail: string) => string);
}

export interface Fault {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly members: Members;
}

/** One of AWS's ways of putting requests, answers and errors on the wire. */
export interface Protocol {
  readonly refusals: Readonly<Record<RefusalKind, RefusalRow>>;
  /** Bytes of a request's body; where absent, as many as the server takes at all. */
  readonly bodyLimit?: number;
  /** Prepared once for a service; the reader throws a `Refusal` where the bytes make no sense. */
  reader(operations: Operations): (request: WireRequest) => ParsedRequest;
  answer(schema: OperationSchema, output: Members, exchange: Exchange): WireResponse;
  fail(fault: Fault, exchange: Exchange): WireResponse;
}
