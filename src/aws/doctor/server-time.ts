import type { STSClient } from '@aws-sdk/client-sts';

/** The time that a server reported, and this machine’s time when the answer arrived. */
export interface ServerTime {
  readonly server: Date;
  readonly local: Date;
}

/** Records the `Date` header of every answer, refusals included: AWS refuses requests from a clock that is far off. */
export function watchServerTime(sts: STSClient, now: () => Date): () => ServerTime | undefined {
  let last: ServerTime | undefined;
  sts.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const date = dateOf(answer.response);
      // Keeps the first answer: the SDK corrects its clock by it afterward.
      if (date) last ??= { server: date, local: now() };
      return answer;
    },
    { step: 'deserialize', priority: 'low', name: 'watchServerTime' },
  );
  return () => last;
}

function dateOf(response: unknown): Date | undefined {
  const { headers = {} } = response as { headers?: Readonly<Record<string, string>> };
  const at = Date.parse(headers.date ?? '');
  return Number.isNaN(at) ? undefined : new Date(at);
}
