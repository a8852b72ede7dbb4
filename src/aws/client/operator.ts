import { GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { LabError } from '../../contract/errors.ts';
import type { Caller } from '../../policy/request.ts';
import { ifExists } from './failure.ts';

/** Any principal that can sign a request. */
export type OperatorIdentity = Extract<Caller, { readonly accountId: string }>;

/** `aws`, `aws-cn`, `aws-us-gov`: the partition of an ARN. */
export const partitionIn = (arn: string): string => arn.split(':')[1] ?? 'aws';

/** The identity behind a set of credentials, from GetCallerIdentity, which needs no permission. */
export async function whoAmI(sts: STSClient, iam?: IAMClient): Promise<OperatorIdentity> {
  const asked = sts.send(new GetCallerIdentityCommand({}));
  const {
    Account: accountId = '',
    Arn: arn = '',
    UserId: userId = '',
  } = await asked.catch((error) => explainNoHost(error, sts));
  const [, , , , , resource = ''] = arn.split(':');
  const [kind, ...names] = resource.split('/');
  if (resource === 'root') return { kind: 'root', accountId, arn };
  if (kind === 'user') return { kind: 'user', accountId, arn, id: userId };
  if (kind === 'federated-user') return { kind: 'federated-user', accountId, arn, id: userId };
  const [roleName = '', sessionName = ''] = names;
  const [id = ''] = userId.split(':');
  // A session's ARN leaves out the role's path; policies and aws:PrincipalArn include it.
  const role = iam && (await ifExists(iam.send(new GetRoleCommand({ RoleName: roleName }))));
  const roleArn = role?.Role?.Arn ?? `arn:${partitionIn(arn)}:iam::${accountId}:role/${roleName}`;
  return { kind: 'role-session', accountId, arn, roleArn, id, sessionName };
}

/** This is the first call of every command, so it detects a Region that AWS does not have: there is no such host. */
async function explainNoHost(error: unknown, sts: STSClient): Promise<never> {
  const { code, hostname } = ((error as LabError).cause ?? {}) as { code?: string; hostname?: string };
  const region = await sts.config.region();
  if (code !== 'ENOTFOUND' || !hostname?.includes(region)) throw error;
  throw new LabError('ERR_AWS', `No host has the name "${hostname}".`, {
    hint: `if "${region}" is not a region of AWS, name another: --region REGION; if it is, check the network and its DNS`,
    cause: error,
  });
}
