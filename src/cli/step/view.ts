import type { Style } from '../../report/style.ts';
import { wrap } from '../../report/wrap.ts';

/** Text for a width that may change while it is read. */
export type Text = (style: Style) => string;

/** What is on the screen while a question is open, or a task is running. */
export interface View {
  /** Stays on the screen with every page of the body. */
  readonly title: string;
  readonly body: Text;
}

/** Of a terminal, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export const sentence =
  (text: string): Text =>
  ({ width }) =>
    wrap(text, width).join('\n');

/** Paragraphs, without the empty ones. */
export const paragraphs =
  (...texts: readonly Text[]): Text =>
  (style) =>
    texts
      .map((text) => text(style))
      .filter((text) => text !== '')
      .join('\n\n');
