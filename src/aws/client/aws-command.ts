/** A word for a POSIX shell. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** ` --profile workshop`; empty for the default profile. */
export const profileFlag = (profile: string | undefined): string =>
  profile === undefined || profile === 'default' ? '' : ` --profile ${quoted(profile)}`;

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

const named = ({ kind, name }: IamIdentity): string => `--${kind}-name ${quoted(name)}`;

/** Deletes an inline policy of a user or a role, detaches a managed one, or takes the user out of the group that has it. */
export function takenFrom(who: IamIdentity, { name, arn, group }: HeldPolicy): string {
  if (group !== undefined)
    return `aws iam remove-user-from-group ${named(who)} --group-name ${quoted(group)}`;
  return arn === undefined
    ? `aws iam delete-${who.kind}-policy ${named(who)} --policy-name ${quoted(name)}`
    : `aws iam detach-${who.kind}-policy ${named(who)} --policy-arn ${arn}`;
}

export const takenFromRole = (role: string, policy: HeldPolicy): string =>
  takenFrom({ kind: 'role', name: role }, policy);

export const attachedTo = (who: IamIdentity, arn: string): string =>
  `aws iam attach-${who.kind}-policy ${named(who)} --policy-arn ${arn}`;

export const withoutBoundary = (who: IamIdentity): string =>
  `aws iam delete-${who.kind}-permissions-boundary ${named(who)}`;
