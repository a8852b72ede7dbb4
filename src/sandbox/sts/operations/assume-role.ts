import { AssumeRole$, type AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Context } from '../../../policy/request.ts';
import { resourceTags } from '../../iam/targets.ts';
import { type ApiCall, type InputOf, operation } from '../../operation.ts';
import type { Role, World, WorldAccount } from '../../world.ts';
import { credentialsOf } from '../credentials.ts';
import { mfaProof } from '../mfa-code.ts';
import {
  accessDenied,
  requireName,
  requireSeconds,
  requireText,
  stsValidationError,
  unauthorised,
} from '../refusals.ts';
import { sessionPolicies } from '../session-policies.ts';
import { marksOf, packedPolicySize, refuseInvalidTags, sessionTagContext, toMark } from '../session-tags.ts';
import { keepSession, openSession, type SessionMarks } from '../sessions.ts';

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
    refuseInvalid(input);
    if (identity.caller.kind === 'root') throw accessDenied('Roles may not be assumed by root accounts.');
    if (identity.caller.kind === 'federated-user') throw unauthorised(call, 'sts:AssumeRole', input.RoleArn);
    const resource = input.RoleArn;
    const marks = marksOf(call);
    const context = trustContext(call, marks);
    return [{ action: 'sts:AssumeRole', resource, context }, ...toMark(resource, marks, context)];
  },
  handle: (call) => {
    const { input, identity, world, now } = call;
    const found = findRole(world, input.RoleArn);
    if (!found) throw unauthorised(call, 'sts:AssumeRole', input.RoleArn);
    const { account, role } = found;
    const seconds = input.DurationSeconds ?? DEFAULT_SECONDS;
    refuseLongerThan(role, seconds, identity.caller.kind === 'role-session');
    const policies = sessionPolicies(account, input);
    const packed = packedPolicySize(input);
    mfaProof(call)?.spend();
    const caller = roleSession(account, role, input.RoleSessionName);
    const marks = marksOf(call);
    const session = openSession({ caller, policies, marks, seconds, now });
    keepSession(world, session, now);
    const { sourceIdentity: SourceIdentity } = marks;
    return {
      Credentials: credentialsOf(session),
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${input.RoleSessionName}`,
        Arn: caller.arn,
      },
      ...(packed > 0 ? { PackedPolicySize: packed } : {}),
      ...(SourceIdentity === undefined ? {} : { SourceIdentity }),
    };
  },
});

/** Throws STS's ValidationError for the first member that the model does not allow. */
function refuseInvalid(input: AssumeRoleInput): void {
  requireText('roleArn', input.RoleArn, { min: 20, max: 2048 });
  requireName('roleSessionName', input.RoleSessionName, 64);
  requireSeconds(input.DurationSeconds ?? DEFAULT_SECONDS, MIN_SECONDS, MAX_SECONDS);
  if (input.ExternalId !== undefined) {
    requireText('externalId', input.ExternalId, { min: 2, max: 1224, pattern: /[\w+=,.@:/-]*/ });
  }
  if (input.SourceIdentity !== undefined) requireName('sourceIdentity', input.SourceIdentity, 64);
  refuseInvalidTags(input);
  if (!ROLE_ARN.test(input.RoleArn)) throw stsValidationError(`${input.RoleArn} is invalid`);
}

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\x21-\x7e]+$/;

const trustContext = (call: ApiCall<AssumeRoleInput>, { sourceIdentity }: SessionMarks): Context => {
  const { ExternalId, RoleArn, RoleSessionName } = call.input;
  return {
    'sts:RoleSessionName': RoleSessionName,
    ...resourceTags(findRole(call.world, RoleArn)?.role.tags),
    ...sessionTagContext(call.input),
    ...(ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId }),
    ...(sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': sourceIdentity }),
    ...(mfaProof(call) ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' } : {}),
  };
};

type AssumeRoleInput = InputOf<AssumeRoleCommand>;

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

const roleSession = ({ id: accountId }: WorldAccount, role: Role, sessionName: string) =>
  ({
    kind: 'role-session',
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
    roleArn: role.arn,
    id: role.id,
    sessionName,
  }) as const;
