import { groupBy } from '../../contract/group.ts';
import { htmlFile } from '../../report/html/html-file.ts';
import { html, type Markup } from '../../report/html/markup.ts';
import { style as shared } from '../../report/html/style.ts';
import { dateOf, durationText } from '../../report/report-words.ts';
import { filterScript } from './filter-script.ts';
import { leftInAll, ROW_STATES, type RoomReport, type RoomRow, type StepCell } from './room-report.ts';

const style = `${shared}
body { max-width: 90rem; }
.filter { display: flex; flex-wrap: wrap; gap: .6rem 1.4rem; align-items: end; margin: 1.4rem 0 .8rem; }
.filter label { font-size: .85rem; color: var(--quiet); display: grid; gap: .2rem; }
.filter input, .filter select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 5px; padding: .3rem .6rem; min-width: 12rem; }
.scroll { overflow-x: auto; }
.room { font-size: .85rem; }
.room th, .room td { padding: .3rem .5rem; border-top: 1px solid var(--line); vertical-align: top; }
.room thead th { border-top: 0; vertical-align: bottom; font-size: .78rem; }
.room .cell { text-align: center; font-weight: 650; white-space: nowrap; }
.room .trouble { max-width: 28rem; }
.room tr[hidden] { display: none; }
.cell.done { background: var(--allowed); color: var(--on-allowed); }
.cell.failed { background: var(--explicit); color: var(--on-explicit); }
.cell.unknown { color: var(--quiet); }
`;

const CELLS: { readonly [Cell in StepCell]: { readonly sign: string; readonly word: string } } = {
  done: { sign: '●', word: 'in place' },
  open: { sign: '○', word: 'not done' },
  failed: { sign: '×', word: 'failed' },
  unknown: { sign: '–', word: 'not known' },
};

/** The room as one self-contained HTML file: a row for each account, a column for each step. */
export function roomHtml(report: RoomReport): string {
  const { does, fleet, startedAt, durationMs, rows, target } = report;
  const title = `A room of accounts: ${does}, ${dateOf(startedAt)}`;
  const body = html`<a class="skip" href="#room">Skip to the accounts</a>
<header class="first-page">
  <p class="eyebrow">A room of accounts: ${does}</p>
  <h1>${rows.length} accounts</h1>
  <p class="verdict">${tallyOf(rows)}</p>
  <dl class="facts">${[
    ['Fleet', fleet],
    ['Started', dateOf(startedAt)],
    ['Took', durationText(durationMs)],
    ['Target', target === 'sandbox' ? 'the embedded account' : 'real accounts'],
    ['A reset cannot erase', leftInAll(rows).join(', ')],
  ].map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<main id="room" tabindex="-1">
${filter(rows)}
${table(report)}
<p role="status" id="shown">${rows.length} of ${rows.length} accounts</p>
</main>
<footer><p>Made by kms-lab from the journal of fleet <code>${fleet}</code>. It holds no credentials. What a reset cannot erase is what this fleet left: CloudTrail keeps its event history for 90 days, Systems Manager the output of a command for 30 days.</p></footer>`;
  return htmlFile({ title, style, script: filterScript, body });
}

const byState = (rows: readonly RoomRow[]) => [...groupBy(rows, ({ state }) => ROW_STATES[state])];

const tallyOf = (rows: readonly RoomRow[]): string =>
  byState(rows)
    .map(([state, some]) => `${some.length} ${state}`)
    .join(', ');

const filter = (rows: readonly RoomRow[]): Markup => html`
<form class="filter" role="search" aria-label="Accounts">
  <label>Seat, account, name or cause <input type="search" name="text" autocomplete="off"></label>
  <label>State <select name="state"><option value="">all</option>${byState(rows).map(
    ([state, some]) => html`<option value="${state}">${state} (${some.length})</option>`,
  )}</select></label>
</form>`;

const table = ({ steps, rows }: RoomReport): Markup => html`
<div class="scroll"><table class="room">
<thead><tr><th scope="col">Seat</th><th scope="col">Account</th><th scope="col">State</th>${steps.map(
  ({ title }, index) =>
    html`<th scope="col" title="${title}">${index + 1}<span class="unseen">. ${title}</span></th>`,
)}<th scope="col">Cause</th><th scope="col">Took</th><th scope="col">Requests</th><th scope="col">Stays: events, versions, outputs</th></tr></thead>
<tbody>${rows.map(rowOf)}</tbody>
</table></div>
<ol class="lines short">${steps.map(({ title }) => html`<li>${title}</li>`)}</ol>`;

const rowOf = (row: RoomRow): Markup => {
  const { seat, account, name, state, steps, trouble, durationMs, calls, writes, left } = row;
  const who = [account, name].filter((part) => part !== undefined).join(' ');
  return html`
<tr data-state="${ROW_STATES[state]}"><th scope="row">${seat}</th><td>${who}</td><td>${ROW_STATES[state]}</td>${steps.map(
    (cell) =>
      html`<td class="cell ${cell}"><span aria-hidden="true">${CELLS[cell].sign}</span><span class="unseen">${CELLS[cell].word}</span></td>`,
  )}<td class="trouble">${trouble}</td><td class="figure">${durationMs > 0 && durationText(durationMs)}</td><td class="figure">${calls}, ${writes} writes</td><td class="figure">${left.cloudTrailEvents}, ${left.objectVersions}, ${left.commandOutputs}</td></tr>`;
};
