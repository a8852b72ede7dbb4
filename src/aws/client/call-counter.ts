import type { MiddlewareStack } from '@smithy/types';
import type { CallCounts } from '../../contract/lab.ts';
import { kindOf } from './command-kind.ts';

/** Counts requests as they are sent, retries included. */
export class CallCounter implements CallCounts {
  calls = 0;
  writes = 0;
  /** Where the last request went: a profile, or the environment, may have named an endpoint. */
  hostname: string | undefined;

  attach(client: { readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'> }): void {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          this.calls += 1;
          this.hostname = (args.request as { readonly hostname?: string }).hostname;
          if (kindOf(commandName, args.input) === 'write') this.writes += 1;
          return next(args);
        },
      { step: 'finalizeRequest', priority: 'low', name: 'countCall' },
    );
  }

  countWrite(): void {
    this.writes += 1;
  }
}
