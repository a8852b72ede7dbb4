import type { MiddlewareStack } from '@smithy/types';

/** What the operator's commands that read are called. */
const READS = /^(Describe|Get|Head|List)\w+Command$/;

/**
 * Whoever asks the same while the answer is under way gets that answer: a round of checks asks much at once, and much of
 * it twice. Nothing outlives its answer, and who asks after a write is never given what was asked before its end.
 */
export function shareReads(client: {
  readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'>;
}): void {
  const underWay = new Map<string, Promise<unknown>>();
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        if (!READS.test(commandName)) {
          underWay.clear();
          return next(args).finally(() => underWay.clear());
        }
        const question = `${commandName} ${JSON.stringify(args.input)}`;
        const asked = underWay.get(question) as ReturnType<typeof next> | undefined;
        if (asked) return asked;
        const answer = next(args);
        underWay.set(question, answer);
        const forget = () => {
          if (underWay.get(question) === answer) underWay.delete(question);
        };
        answer.then(forget, forget);
        return answer;
      },
    { step: 'initialize', priority: 'high', name: 'shareReads' },
  );
}
