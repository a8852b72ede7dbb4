import type { MiddlewareStack } from '@smithy/types';
import { kindOf } from './command-kind.ts';
import { LONGEST_REQUEST } from './request-handler.ts';
import type { AwsTarget } from './target.ts';

/**
 * Lets a client send a request that may change the account, and each retry of it, only while the account is ours. The
 * request names the lease in its User-Agent, as `md/lease#7`, so that a log of requests proves who held the account:
 * CloudTrail's, and the sandbox's.
 */
export function guardWrites(
  { middlewareStack }: { readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'> },
  { beforeWrite }: Pick<AwsTarget, 'beforeWrite'>,
): void {
  if (!beforeWrite) return;
  middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (kindOf(commandName, args.input) === 'write') {
          nameLease(args as unknown as Sent, await beforeWrite(LONGEST_REQUEST));
        }
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low', name: 'guardWrite' },
  );
}

interface Sent {
  readonly request: { readonly headers: Record<string, string> };
}

/** Each attempt has a request of its own, which is signed already: a signature does not cover this header. */
function nameLease({ request: { headers } }: Sent, fence: number | undefined): void {
  if (fence !== undefined) headers['user-agent'] = `${headers['user-agent']} md/lease#${fence}`;
}
