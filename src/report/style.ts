import picocolors from 'picocolors';
import type { Typing } from '../contract/suggestion.ts';

/** What a text is made for. */
export interface Style {
  /** Columns; no line is longer, but for a URL and a command, which stay whole so that they can be copied. */
  readonly width: number;
  readonly color: boolean;
  /** Types a command of ours as this reader has to type it; without it, as a program that is installed. */
  readonly typed?: Typing;
}

export type Paint = ReturnType<typeof picocolors.createColors>;

export const paintOf = ({ color }: Style): Paint => picocolors.createColors(color);

export const heading = (text: string, style: Style): string => paintOf(style).bold(text);
