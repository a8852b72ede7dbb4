import type { STSClient } from '@aws-sdk/client-sts';

/** What a server said of the time, and what this machine’s clock said when the answer came. */
export interface ServerTime {
  readonly server: Date;
  readonly local: Date;
}

/** Notes the `Date` header of every answer, of a refusal too: a clock that is far off is refused for it. */
export function watchServerTime(sts: STSClient, now: () => Date): () => ServerTime | undefined {
  let last: ServerTime | undefined;
  sts.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const date = dateOf(answer.response);
      // The first answer counts: the SDK corrects itself by it.
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
