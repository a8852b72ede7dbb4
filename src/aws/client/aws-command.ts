/** A word for a POSIX shell. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** ` --profile workshop`; empty for the default profile. */
export const profileFlag = (profile: string | undefined): string =>
  profile === undefined || profile === 'default' ? '' : ` --profile ${quoted(profile)}`;

/** Deletes an inline policy of a role, or detaches a managed one. */
export const takenFromRole = (
  role: string,
  { name, arn }: { readonly name: string; readonly arn?: string },
): string =>
  arn === undefined
    ? `aws iam delete-role-policy --role-name ${quoted(role)} --policy-name ${quoted(name)}`
    : `aws iam detach-role-policy --role-name ${quoted(role)} --policy-arn ${arn}`;

export const withoutBoundary = (role: string): string =>
  `aws iam delete-role-permissions-boundary --role-name ${quoted(role)}`;
