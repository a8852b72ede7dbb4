/** A word for a POSIX shell. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** ` --profile workshop`; nothing for the default profile. */
export const profileFlag = (profile: string | undefined): string =>
  profile === undefined || profile === 'default' ? '' : ` --profile ${quoted(profile)}`;
