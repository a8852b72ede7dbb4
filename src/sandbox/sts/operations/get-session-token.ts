import { GetSessionToken$, type GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { operation } from '../../operation.ts';
import { credentialsOf } from '../credentials.ts';
import { lifetimeOf, MAX_SECONDS, MIN_SECONDS } from '../lifetime.ts';
import { mfaProof } from '../mfa-code.ts';
import { refuseSessions, requireSeconds } from '../refusals.ts';
import { keepSession, openSession } from '../sessions.ts';

/**
 * A session of the caller's, which includes the MFA code it was opened with. It needs no permission, and none can be
 * required.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export const GetSessionToken = operation<GetSessionTokenCommand>()({
  schema: GetSessionToken$,
  demands: (call) => {
    refuseSessions(call, 'GetSessionToken');
    return [];
  },
  handle: (call) => {
    const { input, identity, world, now } = call;
    if (input.DurationSeconds !== undefined) requireSeconds(input.DurationSeconds, MIN_SECONDS, MAX_SECONDS);
    const proof = mfaProof(call);
    proof?.spend();
    const session = openSession({
      caller: identity.caller,
      ...(proof ? { mfaAt: now } : {}),
      seconds: lifetimeOf(identity.caller, input.DurationSeconds),
      now,
    });
    keepSession(world, session, now);
    return { Credentials: credentialsOf(session) };
  },
});
