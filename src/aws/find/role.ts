import { GetRoleCommand, type Role } from '@aws-sdk/client-iam';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Clients } from '../client/clients.ts';
import { ifExists } from '../client/failure.ts';
import { requireRoleName } from './names.ts';

/**
 * The role, as IAM returns it. `called` is the name, the path and name, or the ARN: the role found must match it.
 * Throws `ERR_NOT_FOUND`, and what `requireRoleName` throws.
 */
export async function findRole(
  { iam }: Pick<Clients, 'iam'>,
  called: string,
  accountId: string,
): Promise<Role> {
  const RoleName = requireRoleName(called, accountId);
  const role = (await ifExists(iam.send(new GetRoleCommand({ RoleName }))))?.Role;
  const says = `There is no role "${called}" in account ${accountId}.`;
  if (!role?.Arn) {
    throw new LabError('ERR_NOT_FOUND', says, {
      hint: 'If the role has another name, pass --role NAME.',
      next: [{ run: ['setup'], why: 'creates the missing role' }],
    });
  }
  if (called !== RoleName && !role.Arn.endsWith(called.startsWith('arn:') ? called : `:role${called}`))
    throw new LabError('ERR_NOT_FOUND', says, { hint: `--role ${RoleName} means ${role.Arn}` });
  return { ...role, RoleName };
}

export const roleFact = ({ RoleName: name = '', Arn: arn = '' }: Role): Facts['role'] => ({ name, arn });
