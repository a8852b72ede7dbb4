import type { Caller } from '../policy/request.ts';

export const rootCaller = (accountId: string): Caller => ({
  kind: 'root',
  accountId,
  arn: `arn:aws:iam::${accountId}:root`,
});

export const userCaller = (
  accountId: string,
  { arn, id }: { arn: string; id: string },
): Extract<Caller, { kind: 'user' }> => ({
  kind: 'user',
  accountId,
  arn,
  id,
});
