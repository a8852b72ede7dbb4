import picocolors from 'picocolors';

/** What a text is made for. */
export interface Style {
  /** Columns; no line is longer, but for a URL, which stays whole so that it can be followed. */
  readonly width: number;
  readonly color: boolean;
  /** Words the lines to type as this reader would have to type them; without it they stay as written. */
  readonly say?: (text: string) => string;
}

/** A text with lines to type in it. */
export const said = (text: string, { say }: Style): string => say?.(text) ?? text;

export type Paint = ReturnType<typeof picocolors.createColors>;

export const paintOf = ({ color }: Style): Paint => picocolors.createColors(color);

export const heading = (text: string, style: Style): string => paintOf(style).bold(text);
