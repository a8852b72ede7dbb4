import type { MiddlewareStack } from '@smithy/types';
import { LabError } from '../../contract/errors.ts';

/** What stands in for AWS, such as moto, lacks much of it. Each way in which it says so, none of which AWS uses. */

/** How services answer an operation that they do not have. */
const NO_SUCH_OPERATION = /^(UnknownOperation(Exception)?|NotImplemented(Exception)?|InvalidAction)$/;

interface Watched {
  readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'>;
}

/**
 * Records the host that a client sends its requests to; `undefined` before the first. The endpoint may come from the
 * command line, from AWS's environment variables or from a profile, and the SDK decides with each request.
 */
export function hostOf(client: Watched): () => string | undefined {
  let host: string | undefined;
  client.middlewareStack.add(
    (next) => (args) => {
      host = (args as { readonly request?: { readonly hostname?: string } }).request?.hostname ?? host;
      return next(args);
    },
    { step: 'finalizeRequest', name: 'noteHost' },
  );
  return () => host;
}

/**
 * Whether a host belongs to AWS, such as a VPC endpoint's.
 * https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
export const isHostOfAws = (host: string): boolean => /\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(host);

/** Whether a host is this machine, whatever it resolves names to. */
export const isThisMachine = (host: string): boolean =>
  /^(127(\.\d{1,3}){3}|localhost|\[?::1\]?)$/.test(host);

interface Answered {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** For an answer that could not be read. */
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** What the endpoint answered instead, in words; `undefined` if it answered like AWS. */
export function insteadOfAws(error: unknown): string | undefined {
  const { name = '', $metadata, $response } = (error ?? {}) as Answered;
  if (NO_SUCH_OPERATION.test(name)) return name;
  const status = $metadata?.httpStatusCode ?? 0;
  const isPage = /^text\/html\b/.test($response?.headers?.['content-type'] ?? '');
  // An AWS gateway may answer 502 to 504 with a page, and answer properly the next time.
  return isPage && (status === 500 || status === 501) ? `HTTP ${status} and a web page` : undefined;
}

/** `operation`: `SimulatePrincipalPolicy`. `because`: what it did instead, as a clause. */
export const withoutOperation = (operation: string, because: string): LabError =>
  new LabError('ERR_ENDPOINT', `This endpoint has no working ${operation}: ${because}.`, {
    hint: 'what needs it works on AWS and on the sandbox',
  });
