import { MATRIX_ACTIONS } from '../../contract/access.ts';
import { groupBy } from '../../contract/group.ts';
import { OUTCOMES, outcomeOf } from '../cell.ts';
import type { Story, StoryMatrix, StoryStep } from '../report-model.ts';
import {
  dateOf,
  factsOf,
  knownFrom,
  missingOf,
  moveLines,
  principalName,
  scoreOf,
  statusText,
  toneText,
  verdictOf,
} from '../report-words.ts';
import { html, type Markup } from './markup.ts';
import { humps, legend } from './matrix.ts';

/** The position of a step's chapter on the page. */
type IdOf = (index: number) => string;

/** A summary for one sheet of paper: how it ended, who could do what after each step, and what AWS does. */
export function firstPage(story: Story, idOf: IdOf): Markup {
  const verdict = verdictOf(story);
  const { tone, text } = verdict;
  const { name, startedAt, steps } = story;
  return html`
<header class="first-page">
  <div class="masthead">
    <div>
      <p class="eyebrow">kms-lab ${story.command}</p>
      <h1>Working with Key Policies</h1>
      <p class="who">${name !== undefined && html`<strong>${name}</strong>, `}${dateOf(startedAt)}</p>
    </div>
    ${steps.length > 0 && html`<p class="score ${tone}">${scoreOf(story)}</p>`}
  </div>
  <p class="verdict"><span class="badge ${tone}">${toneText(verdict)}</span> ${text}</p>
  ${missing(story)}
  ${steps.length > 0 && glance(steps, idOf)}
  ${changed(steps, idOf)}
  ${findings(steps, idOf)}
  <dl class="facts">${factsOf(story)
    .filter(([fact]) => !ABOVE.has(fact))
    .map(([fact, value]) => html`<div><dt>${fact}</dt><dd>${value}</dd></div>`)}</dl>
</header>`;
}

/** Facts that the head of the page has stated. */
const ABOVE: ReadonlySet<string> = new Set(['Name', 'Started']);

const missing = (story: Story): readonly Markup[] =>
  missingOf(story).map(
    ([word, titles]) => html`<p class="missing"><strong>${word}:</strong> ${titles.join('; ')}</p>`,
  );

/** The matrices of all steps side by side: a difference in the picture is a change of access. */
const glance = (steps: readonly StoryStep[], idOf: IdOf): Markup => html`
<nav aria-label="Steps">
  <ol class="glance">${steps.map((step, index) => html`<li>${glimpse(step, idOf(index))}</li>`)}
    <li class="legend-cell">${legend()}</li>
  </ol>
</nav>`;

function glimpse(step: StoryStep, id: string): Markup {
  const { title, matrix, lastKnown, status } = step;
  const shown = matrix ?? lastKnown;
  const isStale = lastKnown !== undefined || status === 'undone';
  return html`
      <a href="#${id}">${title}</a>
      <small>${statusText(step)}${lastKnown && `, ${knownFrom(lastKnown)}`}</small>
      ${shown ? table(shown, title, isStale) : html`<p class="blank">No matrix: ${BLANK[status] ?? 'kms-lab did not look at the access here'}</p>`}`;
}

const BLANK: Partial<Record<StoryStep['status'], string>> = {
  'not-reached': 'the step was not reached',
  skipped: 'the step is not done',
};

const table = ({ cells }: StoryMatrix, title: string, isStale: boolean): Markup => html`
      <table class="mini${isStale && ' stale'}">
        <caption class="unseen">Who may do what after: ${title}</caption>
        <thead><tr><td></td>${MATRIX_ACTIONS.map((action) => html`<th scope="col"><span>${humps(action)}</span></th>`)}</tr></thead>
        <tbody>${[...groupBy(cells, principalName)].map(
          ([principal, row]) => html`
        <tr><th scope="row">${principal}</th>${MATRIX_ACTIONS.map((action) => {
          const cell = row.find((one) => one.action === action);
          if (!cell) return html`<td></td>`;
          const outcome = outcomeOf(cell);
          const { sign, word } = OUTCOMES[outcome];
          return html`<td class="${outcome}${cell.was && ' changed'}"><span aria-hidden="true">${sign}</span><span class="unseen">${word}${cell.was && `, was ${OUTCOMES[cell.was].word}`}</span></td>`;
        })}</tr>`,
        )}</tbody>
      </table>`;

/** By step, whose access changed. */
function changed(steps: readonly StoryStep[], idOf: IdOf): Markup | undefined {
  const lines = steps.flatMap(({ matrix }, index) =>
    (matrix ? moveLines(matrix) : []).map((line) => ({ index, line })),
  );
  if (lines.length === 0) return undefined;
  return html`
<section aria-labelledby="changed-title" class="lines short">
  <h2 id="changed-title">What changed for whom</h2>
  <ul>${lines.map(({ index, line }) => html`<li>${stepLink(index, idOf)} ${line}</li>`)}</ul>
</section>`;
}

function findings(steps: readonly StoryStep[], idOf: IdOf): Markup | undefined {
  const lines = steps.flatMap((step, index) => step.findings.map((finding) => ({ index, finding })));
  if (lines.length === 0) return undefined;
  return html`
<section aria-labelledby="findings-title" class="lines">
  <h2 id="findings-title">Where the page and AWS differ</h2>
  <ul>${lines.map(
    ({ index, finding: { inShort, awsDoes } }) =>
      html`<li>${stepLink(index, idOf)} ${inShort ?? awsDoes}</li>`,
  )}</ul>
</section>`;
}

const stepLink = (index: number, idOf: IdOf): Markup =>
  html`<a href="#${idOf(index)}" aria-label="Step ${index + 1}">${index + 1}</a>`;
