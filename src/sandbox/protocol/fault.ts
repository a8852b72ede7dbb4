import { ServiceError } from '../operation.ts';
import type { Fault, Protocol } from './protocol.ts';
import { Refusal, type RefusalKind } from './refusal.ts';

/**
 * An error in the protocol's form. Every service has `AccessDenied`, with another code in each protocol. An error
 * that is not a refusal is a bug of the sandbox: its answer contains only the request id.
 */
export function faultOf(error: unknown, { refusals }: Protocol, requestId: string): Fault {
  const refused = (kind: RefusalKind, detail: string): Fault => {
    const { code, status, says = detail } = refusals[kind];
    return {
      code,
      status,
      message: typeof says === 'string' ? says : says(detail),
      members: {},
      headers: {},
    };
  };
  if (error instanceof Refusal) return refused(error.kind, error.message);
  if (!(error instanceof ServiceError)) {
    return refused('internal-failure', `The sandbox failed while it handled request ${requestId}.`);
  }
  const { code, status, message, members, headers } = error;
  return code === 'AccessDenied'
    ? { ...refused('access-denied', message), members, headers }
    : { code, status, message, members, headers };
}

/** The sandbox failed; it did not refuse the request. */
export const isBug = (error: unknown): boolean =>
  !(error instanceof Refusal || error instanceof ServiceError);
