import { escape as escaped } from 'html-escaper';
import { visible } from '../visible.ts';

/** HTML that can be inserted into a page unchanged. Only `html` makes it, so everything else is escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Piece = Markup | string | number | undefined | false | readonly Piece[];

/** A template: inserted text is escaped, markup is not, lists are joined, and absent values are left out. */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup =>
  new Markup(
    strings.map((part, index) => part + (index < pieces.length ? render(pieces[index]) : '')).join(''),
  );

function render(piece: Piece): string {
  if (piece instanceof Markup) return piece.text;
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'object') return piece.map(render).join('');
  return escaped(visible(String(piece)));
}

const URL_IN_TEXT = /https?:\/\/[^\s()<>"]+/g;

/** Text with its addresses as links. */
export function linked(text: string): Markup {
  const urls = text.match(URL_IN_TEXT) ?? [];
  return html`${text
    .split(URL_IN_TEXT)
    .map((part, index) => [
      part,
      urls[index] !== undefined && html`<a href="${urls[index]}">${urls[index]}</a>`,
    ])}`;
}
