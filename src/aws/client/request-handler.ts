import { STSClient } from '@aws-sdk/client-sts';
import { LabError } from '../../contract/errors.ts';
import { isThisMachine } from './endpoint.ts';
import type { AwsTarget } from './target.ts';

/** Milliseconds; the SDK itself would wait forever. A request that takes longer is retried like any failed one. */
const TIMEOUTS = {
  connectionTimeout: 5_000,
  requestTimeout: 30_000,
  throwOnRequestTimeout: true,
} as const;

/** Milliseconds that one attempt takes at most. */
export const LONGEST_REQUEST = TIMEOUTS.connectionTimeout + TIMEOUTS.requestTimeout;

type Handler = STSClient['config']['requestHandler'];

/**
 * What sends the requests of a target's clients. It sees where each one goes, whichever of the command line, AWS's
 * variables or a profile named the endpoint. Throws `ERR_PLAIN_HTTP` before a signed request, which holds a session
 * token, goes to another machine without encryption.
 */
export function requestHandlerOf(
  { name, allowHttp }: Pick<AwsTarget, 'name' | 'allowHttp'>,
  timeouts: { readonly requestTimeout?: number } = {},
): Handler {
  const { requestHandler } = new STSClient({ requestHandler: { ...TIMEOUTS, ...timeouts } }).config;
  if (name === 'sandbox' || allowHttp) return requestHandler;
  const send = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    requireEncrypted(request);
    return send(request, options);
  };
  return requestHandler;
}

function requireEncrypted({
  protocol,
  hostname,
}: {
  readonly protocol: string;
  readonly hostname: string;
}): void {
  if (protocol === 'https:' || isThisMachine(hostname)) return;
  throw new LabError(
    'ERR_PLAIN_HTTP',
    `The endpoint at "${hostname}" is reached by http://, so others on the way could read your session token.`,
    {
      hint: 'Use its https:// address. It is set by --endpoint-url, AWS_ENDPOINT_URL or the profile. To go on without encryption, pass --allow-http.',
    },
  );
}
