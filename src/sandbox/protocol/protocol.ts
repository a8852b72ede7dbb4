import type { Operation } from '../operation.ts';
import type { BodyLimit, RefusalKind } from './refusal.ts';
import type { OperationSchema, Registry } from './schema.ts';

/** A request as far as it is judged before its body is read. */
export interface WireHead {
  readonly method: string;
  /** Path and query as sent: a URL class would remove dot segments, which S3 keys may contain. */
  readonly target: string;
  /** Names in lower case; values decoded as UTF-8, repeated ones joined by a comma, as in Signature Version 4. */
  readonly headers: Readonly<Record<string, string>>;
  /** The sender's IP address. */
  readonly sourceIp: string;
}

/** A request as received. */
export interface WireRequest extends WireHead {
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent if HTTP allows none: HEAD, 204, 304. */
  readonly body?: Uint8Array | string;
  /** The connection breaks before the answer: the request was carried out, but the client cannot know. */
  readonly lost?: true;
}

export type Members = Readonly<Record<string, unknown>>;
export type Operations = Readonly<Record<string, Operation>>;

/** A request, parsed as far as possible before its operation's schema is known. */
export interface ParsedRequest {
  /** The operation that it names; if the sandbox does not have it, a description of what was requested. */
  readonly operation: string;
  input(schema: OperationSchema): Members;
}

/** What an answer depends on besides its content. */
export interface Exchange {
  readonly requestId: string;
  readonly method: string;
  readonly xmlNamespace: string | undefined;
  /** The errors in the service's model. */
  readonly registries: readonly Registry[];
}

/** A refusal in AWS's form: code, HTTP status, and message; `detail` if the entry has no message of its own. */
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
  /** Of the HTTP response, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** One of AWS's formats for requests, answers and errors. */
export interface Protocol {
  readonly refusals: Readonly<Record<RefusalKind, RefusalRow>>;
  /** Prepared once per service. */
  limiter(operations: Operations): (head: WireHead) => BodyLimit;
  /** Prepared once per service; the reader throws a `Refusal` if it cannot parse a request. */
  reader(operations: Operations): (request: WireRequest) => ParsedRequest;
  answer(schema: OperationSchema, output: Members, exchange: Exchange): WireResponse;
  fail(fault: Fault, exchange: Exchange): WireResponse;
}
