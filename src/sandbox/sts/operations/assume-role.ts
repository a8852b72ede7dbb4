import { AssumeRole$, type AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Context } from '../../../policy/request.ts';
import { type ApiCall, operation } from '../../operation.ts';
import type { Role, World, WorldAccount } from '../../world.ts';
import { credentialsOf } from '../credentials.ts';
import { mfaProof } from '../mfa-code.ts';
import { accessDenied, requireName, requireSeconds, stsValidationError, unauthorised } from '../refusals.ts';
import { sessionPolicies } from '../session-policies.ts';
import { keepSession, openSession } from '../sessions.ts';

const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 900;
const MAX_SECONDS = 43_200;
const MAX_CHAINED_SECONDS = 3600;

/**
 * The role's trust policy decides who may. MFA counts only for that decision: the role's session does not include it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const AssumeRole = operation<AssumeRoleCommand>()({
  schema: AssumeRole$,
  demands: (call) => {
    const { input, identity } = call;
    requireName('roleSessionName', input.RoleSessionName, 64);
    requireSeconds(input.DurationSeconds ?? DEFAULT_SECONDS, MIN_SECONDS, MAX_SECONDS);
    if (identity.caller.kind === 'root') throw accessDenied('Roles may not be assumed by root accounts.');
    if (identity.caller.kind === 'federated-user') throw unauthorised(call, 'sts:AssumeRole', input.RoleArn);
    if (input.Tags?.length) throw stsValidationError('Session tags are not in the sandbox.');
    return [{ action: 'sts:AssumeRole', resource: input.RoleArn, context: trustContext(call) }];
  },
  handle: (call) => {
    const { input, identity, world, now } = call;
    const found = findRole(world, input.RoleArn);
    if (!found) throw unauthorised(call, 'sts:AssumeRole', input.RoleArn);
    const { account, role } = found;
    const seconds = input.DurationSeconds ?? DEFAULT_SECONDS;
    refuseLongerThan(role, seconds, identity.caller.kind === 'role-session');
    const policies = sessionPolicies(account, input);
    mfaProof(call)?.spend();
    const caller = sessionOf(account, role, input.RoleSessionName);
    const session = openSession({ caller, policies, seconds, now });
    keepSession(world, session, now);
    return {
      Credentials: credentialsOf(session),
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${input.RoleSessionName}`,
        Arn: caller.arn,
      },
    };
  },
});

const trustContext = (call: ApiCall<AssumeRoleInput>): Context => {
  const { ExternalId, RoleSessionName, SourceIdentity } = call.input;
  return {
    'sts:RoleSessionName': RoleSessionName,
    ...(ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId }),
    ...(SourceIdentity === undefined ? {} : { 'sts:SourceIdentity': SourceIdentity }),
    ...(mfaProof(call) ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' } : {}),
  };
};

interface AssumeRoleInput {
  readonly RoleSessionName: string;
  readonly ExternalId?: string | undefined;
  readonly SourceIdentity?: string | undefined;
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

function refuseLongerThan({ maxSessionSeconds }: Role, seconds: number, chained: boolean): void {
  if (chained && seconds > MAX_CHAINED_SECONDS) {
    throw stsValidationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > maxSessionSeconds) {
    throw stsValidationError(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
}

function findRole({ accounts }: World, roleArn: string): { account: WorldAccount; role: Role } | undefined {
  for (const account of Object.values(accounts)) {
    const role = Object.values(account.roles).find(({ arn }) => arn === roleArn);
    if (role) return { account, role };
  }
  return undefined;
}

const sessionOf = ({ id: accountId }: WorldAccount, role: Role, sessionName: string) =>
  ({
    kind: 'role-session',
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
    roleArn: role.arn,
    id: role.id,
    sessionName,
  }) as const;
