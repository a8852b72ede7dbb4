import { GetCallerIdentity$, type GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Caller } from '../../../policy/request.ts';
import { operation } from '../../operation.ts';

/**
 * No policy can deny it: it returns only what the credentials already say.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const GetCallerIdentity = operation<GetCallerIdentityCommand>()({
  schema: GetCallerIdentity$,
  readOnly: true,
  demands: () => [],
  handle: ({ identity: { caller } }) =>
    'accountId' in caller ? { UserId: userIdOf(caller), Account: caller.accountId, Arn: caller.arn } : {},
});

/** In the form of aws:userid: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
function userIdOf(caller: Extract<Caller, { readonly accountId: string }>): string {
  if (caller.kind === 'root') return caller.accountId;
  return caller.kind === 'role-session' ? `${caller.id}:${caller.sessionName}` : caller.id;
}
