import { GetFederationToken$, type GetFederationTokenCommand } from '@aws-sdk/client-sts';
import { iamAccountOf } from '../../iam/call.ts';
import { operation } from '../../operation.ts';
import { credentialsOf } from '../credentials.ts';
import { lifetimeOf, MAX_SECONDS, MIN_SECONDS } from '../lifetime.ts';
import { refuseSessions, requireName, requireSeconds } from '../refusals.ts';
import { sessionPolicies } from '../session-policies.ts';
import { marksOf, packedPolicySize, refuseInvalidTags, sessionTagContext, toMark } from '../session-tags.ts';
import { keepSession, openSession } from '../sessions.ts';

/**
 * Without a policy in the request, the session may do nothing: see `caller-policies.ts`.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export const GetFederationToken = operation<GetFederationTokenCommand>()({
  schema: GetFederationToken$,
  demands: (call) => {
    refuseSessions(call, 'GetFederationToken');
    requireName('name', call.input.Name, 32);
    if (call.input.DurationSeconds !== undefined) {
      requireSeconds(call.input.DurationSeconds, MIN_SECONDS, MAX_SECONDS);
    }
    refuseInvalidTags(call.input);
    const resource = federatedArn(iamAccountOf(call).id, call.input.Name);
    const context = sessionTagContext(call.input);
    return [
      { action: 'sts:GetFederationToken', resource, context },
      ...toMark(resource, marksOf(call), context),
    ];
  },
  handle: (call) => {
    const { input, identity, world, now } = call;
    const account = iamAccountOf(call);
    const policies = sessionPolicies(account, input);
    const PackedPolicySize = packedPolicySize(input);
    const id = `${account.id}:${input.Name}`;
    const arn = federatedArn(account.id, input.Name);
    const session = openSession({
      caller: { kind: 'federated-user', accountId: account.id, arn, id },
      policies,
      parent: identity.caller,
      marks: marksOf(call),
      seconds: lifetimeOf(identity.caller, input.DurationSeconds),
      now,
    });
    keepSession(world, session, now);
    return {
      Credentials: credentialsOf(session),
      FederatedUser: { FederatedUserId: id, Arn: arn },
      PackedPolicySize,
    };
  },
});

const federatedArn = (accountId: string, name: string): string =>
  `arn:aws:sts::${accountId}:federated-user/${name}`;
