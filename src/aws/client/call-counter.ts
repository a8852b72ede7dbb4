import type { MiddlewareStack } from '@smithy/types';
import type { CallCounts } from '../../contract/call-counts.ts';
import type { LabError } from '../../contract/errors.ts';
import { kindOf } from './command-kind.ts';
import { permissionFor } from './failure.ts';

interface Question {
  /** The SDK's: `KMSClient`, `ListGrantsCommand`. */
  readonly client: string;
  readonly command: string;
  readonly input: object;
}

/** Counts requests as they are sent, retries included. */
export class CallCounter implements CallCounts {
  calls = 0;
  writes = 0;
  /** Uploads through the web app, and commands on the instance. */
  readonly left = { uploads: 0, commands: 0 };
  readonly #refused = new Map<string, string>();
  /** Where the last request went: a profile or the environment may set an endpoint. */
  hostname: string | undefined;

  attach(client: { readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'> }): void {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          this.calls += 1;
          this.hostname = (args.request as { readonly hostname?: string }).hostname;
          if (kindOf(commandName, args.input) === 'write') this.writes += 1;
          if (commandName === 'SendCommandCommand') this.left.commands += 1;
          return next(args);
        },
      { step: 'finalizeRequest', priority: 'low', name: 'countCall' },
    );
  }

  get notLookedAt(): readonly string[] {
    return [...new Set(this.#refused.values())].sort();
  }

  /** Records whether a question was answered: AWS may refuse a read at first and allow it the next time. */
  answered(question: Question, failure: LabError | undefined): void {
    if (kindOf(question.command, question.input) !== 'read') return;
    const key = `${question.client} ${question.command} ${JSON.stringify(question.input)}`;
    if (failure?.code === 'ERR_ACCESS')
      this.#refused.set(key, permissionFor(question.client, question.command));
    else this.#refused.delete(key);
  }

  countWrite(): void {
    this.writes += 1;
  }

  countUpload(): void {
    this.left.uploads += 1;
  }
}
