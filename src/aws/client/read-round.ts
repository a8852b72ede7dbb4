import type { MiddlewareStack } from '@smithy/types';
import { kindOf } from './command-kind.ts';
import { isMissing, toLabError } from './failure.ts';
import { keptAnswer } from './kept-answer.ts';

interface SdkClient {
  readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'>;
}

/**
 * The answers of one round of reads, for all clients that share it: the same question gets the same answer until the
 * next write or the next round. "Does not exist" is an answer, too. An answer that was requested before a write ended
 * is not kept; neither is any other failure.
 */
export class ReadRound {
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #throughWrites = new Map<string, Promise<unknown>>();

  /** Returns the time as of which everything is read again. */
  begin(): Date {
    this.#answers.clear();
    this.#throughWrites.clear();
    return new Date();
  }

  /**
   * Looks once a round at a thing that only a write naming it can change: its answer stays through all others. What
   * another user changes meanwhile is seen in the next round. `arn`: the thing's.
   */
  throughWrites<T>(arn: string, look: () => Promise<T>): Promise<T> {
    return keptAnswer(this.#throughWrites as Map<string, Promise<T>>, arn, look);
  }

  /** Forgets what a write may have changed. `names`: the ARNs in its input. */
  written(names: readonly string[] = []): void {
    this.#answers.clear();
    for (const arn of names) this.#throughWrites.delete(arn);
  }

  /** `owner`: distinguishes the same question for another Region or principal. */
  share(client: SdkClient, owner: string): void {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          const kind = kindOf(commandName, args.input);
          if (kind === 'harmless') return next(args);
          if (kind === 'write') {
            const names = arnsIn(args.input);
            this.written(names);
            return next(args).finally(() => this.written(names));
          }
          const question = `${owner} ${commandName} ${JSON.stringify(args.input)}`;
          const known = this.#answers.get(question) as ReturnType<typeof next> | undefined;
          if (known) return known;
          const answer = next(args);
          this.#answers.set(question, answer);
          answer.catch((error) => {
            // "Does not exist" is an answer.
            if (isMissing(toLabError(error, commandName))) return;
            if (this.#answers.get(question) === answer) this.#answers.delete(question);
          });
          return answer;
        },
      { step: 'initialize', priority: 'high', name: 'readRound' },
    );
  }
}

const arnsIn = (input: object): readonly string[] =>
  Object.values(input).filter((value) => typeof value === 'string' && value.startsWith('arn:'));
