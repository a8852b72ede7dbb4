import { ServiceError } from '../operation.ts';
import type { Fault, Protocol } from './protocol.ts';
import { Refusal, type RefusalKind } from './refusal.ts';

/**
 * What went wrong, in the protocol's words. `AccessDenied` is everybody's and has another code in each protocol. What
 * is no refusal is a bug of the sandbox: the wire learns nothing of it but the request id.
 */
export function faultOf(error: unknown, { refusals }: Protocol, requestId: string): Fault {
  const refused = (kind: RefusalKind, detail: string): Fault => {
    const { code, status, says = detail } = refusals[kind];
    return { code, status, message: typeof says === 'string' ? says : says(detail), members: {} };
  };
  if (error instanceof Refusal) return refused(error.kind, error.message);
  if (!(error instanceof ServiceError)) {
    return refused('internal-failure', `The sandbox failed while it handled request ${requestId}.`);
  }
  const { code, status, message, members } = error;
  return code === 'AccessDenied'
    ? { ...refused('access-denied', message), members }
    : { code, status, message, members };
}

/** The sandbox itself failed, rather than refused. */
export const isBug = (error: unknown): boolean =>
  !(error instanceof Refusal || error instanceof ServiceError);
