import { LabError } from '../../contract/errors.ts';

/** What stands in for AWS, as moto does, lacks much of it: each way in which it says so, and AWS does not. */

/** What services answer to an operation that they do not have. */
const NO_SUCH_OPERATION = /^(UnknownOperation(Exception)?|NotImplemented(Exception)?|InvalidAction)$/;

interface Answered {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** Of an answer that could not be read. */
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** What the endpoint answered instead, in words; `undefined` where it answered as AWS does. */
export function insteadOfAws(error: unknown): string | undefined {
  const { name = '', $metadata, $response } = (error ?? {}) as Answered;
  if (NO_SUCH_OPERATION.test(name)) return name;
  const status = $metadata?.httpStatusCode ?? 0;
  const isPage = /^text\/html\b/.test($response?.headers?.['content-type'] ?? '');
  // A gateway of AWS's may answer 502 to 504 with a page, and another time with more.
  return isPage && (status === 500 || status === 501) ? `HTTP ${status} and a web page` : undefined;
}

/** `operation`: `SimulatePrincipalPolicy`. `because`: what it did instead, as a clause. */
export const withoutOperation = (operation: string, because: string): LabError =>
  new LabError('ERR_ENDPOINT', `This endpoint has no working ${operation}: ${because}.`, {
    hint: 'what needs it works on AWS and on the sandbox',
  });
