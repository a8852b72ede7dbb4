import { MATRIX_ACTIONS } from '../../contract/access.ts';
import { groupBy } from '../../contract/group.ts';
import type { DecidingStatement } from '../../policy/decision.ts';
import { actionNames, disagrees, OUTCOMES, outcomeOf, spelledOut } from '../cell.ts';
import { signOf } from '../marks.ts';
import type { StoryCell, StoryMatrix } from '../report-model.ts';
import { knownBy, type Move, movesOf, principalName } from '../report-words.ts';
import { html, type Markup } from './markup.ts';

/** The access matrix as a heat map; each cell is a button that opens the reason. `id` makes it unique on the page. */
export function heatMap(
  { cells, predictedOnly }: StoryMatrix,
  id: string,
  after: string,
  isStale = false,
): Markup {
  const rows = groupBy(cells, principalName);
  return html`
<table class="heat${isStale && ' stale'}" data-grid>
  <caption>Who may do what with the key <span>${after}${predictedOnly && ', predicted'}</span></caption>
  <thead><tr><td></td>${MATRIX_ACTIONS.map((action) => html`<th scope="col">${humps(action)}</th>`)}</tr></thead>
  <tbody>${[...rows].map(
    ([principal, row], y) => html`
    <tr><th scope="row">${principal}</th>${MATRIX_ACTIONS.map((action, x) => {
      const cell = row.find((one) => one.action === action);
      return cell ? cellOf(cell, `${id}-${y}-${x}`) : html`<td class="none">not told</td>`;
    })}</tr>`,
  )}
  </tbody>
</table>`;
}

/** `GenerateDataKey` may be broken between its words. */
export const humps = (action: string): Markup =>
  html`${actionNames([action])
    .split(/(?<=[a-z])(?=[A-Z])/)
    .map((hump, index) => [index > 0 && html`<wbr>`, hump])}`;

function cellOf(cell: StoryCell, id: string): Markup {
  const outcome = outcomeOf(cell);
  const { sign, word } = OUTCOMES[outcome];
  const classes = [
    outcome,
    cell.observed ? 'observed' : 'predicted',
    ...(cell.was ? ['changed'] : []),
    ...(disagrees(cell) ? ['surprise'] : []),
  ];
  return html`
      <td class="${classes.join(' ')}"><button type="button" popovertarget="${id}">
        <span class="word"><span aria-hidden="true">${sign}</span> ${word}</span>
        <span class="how">${knownBy(cell)}</span>
        ${cell.was && html`<span class="was">was ${OUTCOMES[cell.was].word}</span>`}
      </button><div popover id="${id}" class="why">${reason(cell)}</div></td>`;
}

/** What decided a cell: what the policies say, what the account answered, and the statements. */
function reason(cell: StoryCell): Markup {
  const { predicted, observed, was } = cell;
  return html`
<p>${predicted.because}</p>
<dl>
  <dt>Predicted</dt><dd>${spelledOut(predicted.outcome)}</dd>
  <dt>Observed</dt><dd>${observed ? html`${observed.outcome === 'denied' ? `${signOf('failed')} denied` : spelledOut(observed.outcome)}<small>${observed.evidence}</small>` : (cell.unenforced && `the target does not enforce policies: ${cell.unenforced}`) || 'not tried: kms-lab cannot act as this principal, or it would change the account'}</dd>
  ${was && html`<dt>Before</dt><dd>${spelledOut(was)}</dd>`}
</dl>
${predicted.statements.map(statement)}`;
}

const statement = ({ policy, index, statement: { Sid, ...rest } }: DecidingStatement): Markup => html`
<figure><figcaption>${Sid ? `“${Sid}”, statement` : 'Statement'} ${index + 1} of ${policy}</figcaption>
<pre>${JSON.stringify(rest, null, 2)}</pre></figure>`;

/** The cells that changed, in words: for readers, and for paper, where nothing can be opened. */
export function moves(matrix: StoryMatrix): Markup | undefined {
  const byPrincipal = groupBy(
    movesOf(matrix),
    ({ from, cell }) => `${principalName(cell)} ${from} ${outcomeOf(cell)} ${reasonOf(cell)}`,
  );
  const kinds = [...byPrincipal.values()].map((group) => {
    const [{ from, cell }] = group as readonly [Move, ...Move[]];
    return { from, cell, actions: actionNames(group.map(({ cell: { action } }) => action)) };
  });
  if (kinds.length === 0) return undefined;
  const alike = groupBy(
    kinds,
    ({ from, cell, actions }) => `${actions} ${from} ${outcomeOf(cell)} ${reasonOf(cell)}`,
  );
  return html`
<ul class="moves">${[...alike.values()].map((group) => {
    const [{ from, cell, actions }] = group as readonly [(typeof kinds)[number]];
    return html`
  <li><strong>${group.map((one) => principalName(one.cell)).join('; ')}</strong>: ${actions} <span class="move">${badge(from)} → ${badge(outcomeOf(cell))}</span>
  <small>${reasonOf(cell)}</small></li>`;
  })}
</ul>`;
}

const badge = (outcome: keyof typeof OUTCOMES): Markup =>
  html`<span class="badge ${outcome}">${OUTCOMES[outcome].sign} ${OUTCOMES[outcome].word}</span>`;

/** The decision's sentence without the principal and the action. */
const reasonOf = ({ action, predicted: { because } }: StoryCell): string => {
  const [, reason = because] = because.split(`${action}: `);
  return reason.charAt(0).toUpperCase() + reason.slice(1);
};

/** What the symbols mean, once per page. */
export const legend = (): Markup => html`
<ul class="legend">${Object.values(OUTCOMES).map(
  ({ sign, word, means }, index) => html`
  <li><span class="badge ${Object.keys(OUTCOMES)[index]}">${sign} ${word}</span> ${means}</li>`,
)}
  <li><span class="badge ring">framed</span> changed by the step</li>
  <li><span class="badge plain">gray</span> from an earlier run, or undone since</li>
</ul>`;
