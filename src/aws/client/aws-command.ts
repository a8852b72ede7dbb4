import { asIs, sh } from '../../contract/suggestion.ts';

/** ` --profile workshop`; empty for the default profile. */
export const profileFlag = (profile: string | undefined): string =>
  profile === undefined || profile === 'default' ? '' : sh` --profile ${profile}`;

/** A user or a role. */
export interface IamIdentity {
  readonly kind: 'user' | 'role';
  readonly name: string;
}

interface HeldPolicy {
  readonly name: string;
  readonly arn?: string;
  readonly group?: string;
}

const named = ({ kind, name }: IamIdentity): string => sh`--${kind}-name ${name}`;

/** Deletes an inline policy of a user or a role, detaches a managed one, or takes the user out of the group that has it. */
export function takenFrom(who: IamIdentity, { name, arn, group }: HeldPolicy): string {
  if (group !== undefined)
    return sh`aws iam remove-user-from-group ${asIs(named(who))} --group-name ${group}`;
  return arn === undefined
    ? sh`aws iam delete-${who.kind}-policy ${asIs(named(who))} --policy-name ${name}`
    : sh`aws iam detach-${who.kind}-policy ${asIs(named(who))} --policy-arn ${arn}`;
}

export const takenFromRole = (role: string, policy: HeldPolicy): string =>
  takenFrom({ kind: 'role', name: role }, policy);

export const attachedTo = (who: IamIdentity, arn: string): string =>
  sh`aws iam attach-${who.kind}-policy ${asIs(named(who))} --policy-arn ${arn}`;

export const withoutBoundary = (who: IamIdentity): string =>
  sh`aws iam delete-${who.kind}-permissions-boundary ${asIs(named(who))}`;
