import { changeTitle } from '../changes.ts';
import { type DiffLine, type DiffRow, diffRows } from '../diff-rows.ts';
import type { StoryChange } from '../report-model.ts';
import { html, Markup } from './markup.ts';

/** A change with both documents side by side. On narrow screens, each added line is below the removed one. */
export const diff = (change: StoryChange): Markup => html`
<table class="diff">
  <caption>${changeTitle(change)}${!change.applied && html` <span class="badge plain">not applied</span>`}
    <span class="calls">${change.calls.join(', ')}</span></caption>
  <thead><tr><th scope="col">Before</th><th scope="col">After</th></tr></thead>
  ${diffRows(change).map((rows) => html`<tbody>${rows.map(rowOf)}</tbody>`)}
</table>`;

const rowOf = ({ kind, before, after }: DiffRow): Markup =>
  kind === 'same'
    ? html`<tr class="same"><td>${line('span', before, ' ')}</td><td>${line('span', after, ' ')}</td></tr>`
    : html`<tr><td${before && GONE}>${line('del', before, '−')}</td><td${after && COME}>${line('ins', after, '+')}</td></tr>`;

const GONE = html` class="gone"`;
const COME = html` class="come"`;

/** Its number, its symbol and its text. */
function line(element: 'span' | 'del' | 'ins', one: DiffLine | undefined, sign: string): Markup | undefined {
  const tag = new Markup(element);
  return (
    one &&
    html`<${tag} class="line"><span class="number">${one.number}</span><span class="sign">${sign}</span><code>${one.text}</code></${tag}>`
  );
}
