import picocolors from 'picocolors';

/** What a text is made for. */
export interface Style {
  /** Columns; no line is longer, but for a URL, which stays whole so that it can be followed. */
  readonly width: number;
  readonly color: boolean;
}

export type Paint = ReturnType<typeof picocolors.createColors>;

export const paintOf = ({ color }: Style): Paint => picocolors.createColors(color);

export const heading = (text: string, style: Style): string => paintOf(style).bold(text);
