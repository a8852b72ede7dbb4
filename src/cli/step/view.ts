import type { Style } from '../../report/style.ts';
import { wrap } from '../../report/wrap.ts';

/** Text for a width that may become another one while it is read. */
export type Text = (style: Style) => string;

/** What one looks at while a question is open, or work goes on. */
export interface View {
  /** Stays on the screen whatever page of the body is on it. */
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

/** Paragraphs, without those that are empty. */
export const paragraphs =
  (...texts: readonly Text[]): Text =>
  (style) =>
    texts
      .map((text) => text(style))
      .filter((text) => text !== '')
      .join('\n\n');
