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

/** An instance profile holds one role: another one in it is taken out first. */
export function intoProfile(profile: string, role: string, held?: string): string {
  const adds = sh`aws iam add-role-to-instance-profile --instance-profile-name ${profile} --role-name ${role}`;
  if (held === undefined) return adds;
  return sh`aws iam remove-role-from-instance-profile --instance-profile-name ${profile} --role-name ${held} && ${asIs(adds)}`;
}

/** For an instance without an instance profile. */
export const givenProfile = (instanceId: string, profile: string): string =>
  sh`aws ec2 associate-iam-instance-profile --instance-id ${instanceId} --iam-instance-profile Name=${profile}`;
