import picocolors from 'picocolors';
import type { Typing } from '../contract/suggestion.ts';

/** What a text is made for. */
export interface Style {
  /** Columns; no line is longer, but for a URL and a command, which stay whole so that they can be copied. */
  readonly width: number;
  readonly color: boolean;
  /** A person reads it on a screen, and it is kept nowhere. */
  readonly isScreen?: boolean;
  /** Types a command of ours as this reader has to type it; without it, as a program that is installed. */
  readonly typed?: Typing;
}

export type Paint = ReturnType<typeof picocolors.createColors>;

export const paintOf = ({ color }: Style): Paint => picocolors.createColors(color);

export const heading = (text: string, style: Style): string => paintOf(style).bold(text);

/**
 * Whether the locale that a person set has ASCII only: `C`, `POSIX`, `en_US.ISO-8859-1`. Where none is set, nothing is known.
 * https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_02
 */
export function isAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale !== undefined && locale !== '' && !/utf-?8/i.test(locale);
}
