import picocolors from 'picocolors';
import type { Typing } from '../contract/suggestion.ts';

/** The properties of the place where a text is shown. */
export interface Style {
  /** Columns. No line is longer, except for a URL or a command, which stay whole so that they can be copied. */
  readonly width: number;
  readonly color: boolean;
  /** A number that begins the parameters of each color, by which the stream knows them as ours; it removes it. */
  readonly mark?: string;
  /** A user reads it on a screen, and it is not stored. */
  readonly isScreen?: boolean;
  /** Writes a kms-lab command as this reader has to type it; if absent, as for an installed program. */
  readonly typed?: Typing;
}

const COLORS = picocolors.createColors(true);

export type PaintName = Exclude<keyof typeof COLORS, 'isColorSupported'>;
export type Paint = { readonly [name in PaintName]: (text: string | number) => string };

/** Each color with its mark, so that what a painted text brings itself is not one of ours. */
const painting =
  (name: PaintName, mark: string | undefined) =>
  (text: string | number): string => {
    const [open = '', close = ''] = COLORS[name]('\0')
      .split('\0')
      .map((code) => (mark === undefined ? code : code.replace('[', `[${mark};`)));
    // Bold and dim end with the same code.
    const again = name === 'bold' || name === 'dim' ? `${close}${open}` : open;
    return `${open}${String(text).replaceAll(close, again)}${close}`;
  };

const NAMES = Object.keys(COLORS).filter((name) => name !== 'isColorSupported') as PaintName[];

const painted = (mark: string | undefined): Paint =>
  Object.fromEntries(NAMES.map((name) => [name, painting(name, mark)])) as unknown as Paint;

const unpainted = Object.fromEntries(NAMES.map((name) => [name, String])) as unknown as Paint;

export const paintOf = ({ color, mark }: Style): Paint => (color ? painted(mark) : unpainted);

export const heading = (text: string, style: Style): string => paintOf(style).bold(text);

/**
 * Whether the user's locale is ASCII only: `C`, `POSIX`, `en_US.ISO-8859-1`. If no locale is set, this is unknown.
 * https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_02
 */
export function isAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale !== undefined && locale !== '' && !/utf-?8/i.test(locale);
}
