import { htmlFile } from '../../report/html/html-file.ts';
import { html, type Markup } from '../../report/html/markup.ts';
import { style as shared } from '../../report/html/style.ts';
import { dateOf, durationText } from '../../report/report-words.ts';
import { seatsText } from '../../report/seat-ranges.ts';
import type { BoardStep, RoomMoments, RoomView } from './board-shapes.ts';
import { type SeatStory, type StepStory, seatStories, stepStories } from './class-record.ts';

const style = `${shared}
body { max-width: 80rem; }
.scroll { overflow-x: auto; }
.class { font-size: .9rem; }
.class th, .class td { padding: .35rem .6rem; border-top: 1px solid var(--line); vertical-align: top; text-align: start; }
.class thead th { border-top: 0; vertical-align: bottom; font-size: .8rem; }
.class th, .class td { overflow-wrap: normal; word-break: normal; }
.class .who { overflow-wrap: anywhere; min-width: 8rem; }
.class .time { white-space: nowrap; }
.cell .time { display: block; font-weight: 400; font-size: .8rem; }
.class .cell { text-align: center; font-weight: 650; }
.cell.done { background: var(--allowed); color: var(--on-allowed); }
`;

/** What a class did, as one self-contained HTML file: who finished what, where the time went, and which mistakes. */
export function classHtml(view: RoomView, moments: RoomMoments, now: Date): string {
  const { steps, target, audience } = view;
  const stories = seatStories(view, moments);
  const finished = stories.filter(({ most = 0 }) => most >= steps.length).length;
  const title = `A class: ${dateOf(now.toISOString())}`;
  const body = html`<header class="first-page">
  <p class="eyebrow">A class, as the board saw it</p>
  <h1>${finished} of ${stories.length} finished</h1>
  <dl class="facts">${factsOf(stories, target, now).map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>
</header>
<main>
<h2>Where the time went</h2>
${stepTable(steps, stepStories(stories, steps.length))}
<h2>Who finished what</h2>
${seatTable(stories, steps, audience === 'acting')}
</main>
<footer><p>Made by kms-lab from what its board read of the accounts. A time is known of a step whose beginning and end the board saw.</p></footer>`;
  return htmlFile({ title, style, body });
}

function factsOf(
  stories: readonly SeatStory[],
  target: RoomView['target'],
  now: Date,
): readonly (readonly [string, string])[] {
  const resets = stories.filter(({ reset }) => reset !== undefined);
  const proven = resets.filter(({ reset = '' }) => isProven(reset)).length;
  return [
    ['Written', dateOf(now.toISOString())],
    ['Target', target === 'sandbox' ? 'the embedded account' : 'real accounts'],
    ['Reset and proven', resets.length === 0 ? 'not yet' : `${proven} of ${stories.length}`],
  ];
}

/** A reset ends with the baseline's checks; an account that needed none was planned without changes. */
const isProven = (outcome: string): boolean => outcome === 'done' || outcome === 'same';

const time = (ms: number | null | undefined): string =>
  ms === null || ms === undefined ? '' : durationText(ms);

const stepTable = (steps: readonly BoardStep[], stories: readonly StepStory[]): Markup => html`
<div class="scroll"><table class="class">
<thead><tr><th scope="col">Step</th><th scope="col">Had it in place</th><th scope="col">Median</th><th scope="col">Longest</th><th scope="col">Mistakes met there</th></tr></thead>
<tbody>${stories.map(
  ({ passed, median, longest, causes }, index) => html`
<tr><th scope="row">${index + 1}. ${steps[index]?.title}</th><td>${passed}</td><td class="time">${time(median)}</td><td class="time">${time(longest)}</td><td>${causes.map(
    ({ title, seats }) => html`<p>${seats.length}: ${title} (${seatsText(seats)})</p>`,
  )}</td></tr>`,
)}</tbody>
</table></div>`;

const seatTable = (
  stories: readonly SeatStory[],
  steps: readonly BoardStep[],
  withNames: boolean,
): Markup => html`
<div class="scroll"><table class="class">
<thead><tr><th scope="col">Seat</th>${withNames && html`<th scope="col">Account</th>`}${steps.map(
  ({ title }, index) =>
    html`<th scope="col" title="${title}">${index + 1}<span class="unseen">. ${title}</span></th>`,
)}<th scope="col">Mistakes</th><th scope="col">Reset</th></tr></thead>
<tbody>${stories.map(
  ({ row, most, met, reset }) => html`
<tr><th scope="row">${row.seat}</th>${
    withNames && html`<td class="who">${[row.account, row.name].filter(Boolean).join(' ')}</td>`
  }${steps.map((_, index) => cellOf(most, index, row.spent[index]))}<td>${met.map(
    ({ step, title }) => html`<p>${step + 1}: ${title}</p>`,
  )}</td><td>${reset === undefined ? '' : isProven(reset) ? 'proven' : `not proven: ${reset}`}</td></tr>`,
)}</tbody>
</table></div>`;

const CELLS = {
  done: ['●', 'in place'],
  open: ['○', 'not done'],
  unknown: ['–', 'not known'],
} as const;

function cellOf(most: number | undefined, step: number, spent: number | null | undefined): Markup {
  const is = most === undefined ? 'unknown' : step < most ? 'done' : 'open';
  const [sign, word] = CELLS[is];
  return html`<td class="cell ${is}"><span aria-hidden="true">${sign}</span><span class="unseen">${word}</span><span class="time">${time(spent)}</span></td>`;
}
