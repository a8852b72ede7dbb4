import picocolors from 'picocolors';
import type { Typing } from '../contract/suggestion.ts';

/** The properties of the place where a text is shown. */
export interface Style {
  /** Columns. No line is longer, except for a URL or a command, which stay whole so that they can be copied. */
  readonly width: number;
  readonly color: boolean;
  /** A user reads it on a screen, and it is not stored. */
  readonly isScreen?: boolean;
  /** Writes a kms-lab command as this reader has to type it; if absent, as for an installed program. */
  readonly typed?: Typing;
}

export type Paint = ReturnType<typeof picocolors.createColors>;

export const paintOf = ({ color }: Style): Paint => picocolors.createColors(color);

export const heading = (text: string, style: Style): string => paintOf(style).bold(text);

/**
 * Whether the user's locale is ASCII only: `C`, `POSIX`, `en_US.ISO-8859-1`. If no locale is set, this is unknown.
 * https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_02
 */
export function isAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale !== undefined && locale !== '' && !/utf-?8/i.test(locale);
}
