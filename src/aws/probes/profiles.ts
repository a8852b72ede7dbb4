import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { PrincipalId } from '../../contract/access.ts';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Caller } from '../../policy/request.ts';
import { findCredentials } from '../client/credentials.ts';
import type { OperatorIdentity } from '../client/operator.ts';
import { type AwsTarget, PROFILE_ROWS, type ProfileRow } from '../client/target.ts';

export const isProfileRow = (id: PrincipalId): id is ProfileRow => id in PROFILE_ROWS;

/** Any profile that the AWS CLI can use: keys, SSO, a role, a process. Keeps the credentials until they expire. */
export function profileCredentials(
  row: ProfileRow,
  profile: string,
  region: string,
  {
    name,
    endpoint,
    askMfaCode,
    allowHttp = false,
  }: Pick<AwsTarget, 'name' | 'endpoint' | 'askMfaCode' | 'allowHttp'>,
): () => Promise<AwsCredentialIdentity> {
  const target = {
    name,
    allowHttp,
    profile,
    ...(endpoint ? { endpoint } : {}),
    ...(askMfaCode ? { askMfaCode } : {}),
  };
  const find = async (): Promise<AwsCredentialIdentity> => {
    try {
      return (await findCredentials(target, async () => region)).credentials;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      const { code, message, hint, next, cause } = error;
      throw new LabError(code, `${PROFILE_ROWS[row]} ${profile} gives no credentials: ${message}`, {
        ...(hint ? { hint } : {}),
        next,
        cause,
      });
    }
  };
  // The SDK's client keeps them, and asks again before they expire.
  return new STSClient({ credentials: find, region }).config.credentials;
}

/** Throws unless the profile's identity fits its row. */
export function requireFits(row: ProfileRow, profile: string, who: OperatorIdentity, facts: Facts): void {
  const flag = `${PROFILE_ROWS[row]} ${profile}`;
  if (row === 'outsider') {
    if (who.accountId !== facts.accountId) return;
    throw new LabError('ERR_WRONG_ACCOUNT', `${flag} is of the lab’s own account ${who.accountId}.`, {
      hint: 'an outsider is of another account: name a profile of one',
    });
  }
  if (who.accountId !== facts.accountId) {
    throw new LabError(
      'ERR_WRONG_ACCOUNT',
      `${flag} is of account ${who.accountId}; the lab’s is ${facts.accountId}.`,
      { hint: `name a profile of ${facts.accountId}, or --outsider-profile ${profile}` },
    );
  }
  const taken = TAKEN.find(({ is }) => is(who, facts));
  if (!taken) return;
  throw new LabError('ERR_CREDENTIALS', `${flag} is ${who.arn}, which is ${taken.as}.`, {
    hint: 'name a profile of another user or role of the account',
  });
}

/** Sessions of one role are one principal to a policy that names the role. */
const principalOf = (caller: Caller): string | undefined =>
  caller.kind === 'role-session' ? caller.roleArn : 'arn' in caller ? caller.arn : undefined;

/** A principal that has a row of its own, or none. */
const TAKEN: readonly {
  readonly as: string;
  readonly is: (who: OperatorIdentity, facts: Facts) => boolean;
}[] = [
  { as: 'the operator', is: (who, { operator }) => principalOf(who) === principalOf(operator) },
  { as: 'the account root', is: ({ kind }) => kind === 'root' },
  { as: 'the instance role', is: (who, { role }) => principalOf(who) === role.arn },
  { as: 'a federated user, whom IAM does not know', is: ({ kind }) => kind === 'federated-user' },
];
