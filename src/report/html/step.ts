import type { Finding } from '../../contract/step.ts';
import { commandLine } from '../../contract/suggestion.ts';
import { checkSign } from '../checks.ts';
import { noticesOf } from '../notices.ts';
import { quizLines } from '../quiz.ts';
import type { Passage, StoryAttempt, StoryCheck, StoryError, StoryHint, StoryStep } from '../report-model.ts';
import {
  attemptText,
  durationText,
  isPassed,
  isWorthTelling,
  knownFrom,
  obstaclesOf,
  statusText,
  tookText,
} from '../report-words.ts';
import { count } from '../wrap.ts';
import { diff } from './diff.ts';
import { html, linked, type Markup } from './markup.ts';
import { heatMap, moves } from './matrix.ts';

/** A step of the report. `id` is its place on the page. */
export function stepSection(step: StoryStep, id: string, number: number): Markup {
  const { title, section, why, status, shown, findings, error, attempts, lastKnown } = step;
  const took = tookText(step);
  return html`
<section class="step" id="${id}" aria-labelledby="${id}-title">
  <header>
    <span class="number" aria-hidden="true">${number}</span>
    <div>
      ${section && html`<p class="eyebrow">${section}</p>`}
      <h2 id="${id}-title">${title}</h2>
      <p class="status"><span class="badge ${status}">${statusText(step)}</span>
        ${took && html`<span>${took}</span>`} <code>${step.id}</code></p>
    </div>
  </header>
  ${why && html`<p class="lede">${why}</p>`}
  ${error && errorBlock(error)}
  ${isWorthTelling(step) && attemptsBlock(attempts)}
  ${findings.length > 0 && findingsBlock(findings)}
  ${shown !== undefined && html`<h3>What was seen</h3><pre class="shown">${shown}</pre>`}
  ${passage(step, id, 'after this step')}
  ${lastKnown && html`<h3>Who may do what</h3>${heatMap(lastKnown, id, knownFrom(lastKnown), true)}`}
</section>`;
}

/** Every attempt, with its hints, failures and waits. */
const attemptsBlock = (attempts: readonly StoryAttempt[]): Markup => html`
<h3>What was tried</h3>
<ol class="attempts">${attempts.map(
  (attempt) => html`
  <li><p>${attemptText(attempt)}</p>
    ${attempt.error && html`<p>${attempt.error.code} ${attempt.error.message}</p>`}
    <ul>${attempt.hints.map(hintItem)}${attempt.quiz && quizLines(attempt.quiz).map((text) => html`<li>${text}</li>`)}${obstaclesOf(attempt).map((text) => html`<li>${checkSign('failed')} ${text}</li>`)}</ul>
  </li>`,
)}
</ol>`;

const hintItem = ({ at, text, next = [] }: StoryHint): Markup => html`
    <li><span class="figure">+${durationText(at)}</span> hint: ${text}${next.map((one) => html`<br><code>${commandLine(one)}</code>`)}</li>`;

/** Changes, who may do what afterward, checks and notes. */
export const passage = (part: Passage, id: string, after: string): Markup => html`
  ${part.notes.map((note) => html`<p class="note">${note}</p>`)}
  ${part.changes.length > 0 && html`<h3>What changed</h3>${part.changes.map(diff)}`}
  ${part.matrix && html`<h3>Who may do what</h3>${heatMap(part.matrix, id, after)}${noticesOf(part.matrix.cells).map((notice) => html`<p class="note">${notice}</p>`)}${moves(part.matrix)}`}
  ${part.checks.length > 0 && checksBlock(part.checks)}`;

export const errorBlock = ({ code, message, cause, hint, next = [] }: StoryError): Markup => html`
<div class="error" role="note" aria-label="Error">
  <p><strong>${code}</strong> ${message}</p>
  ${cause && html`<p>Why: ${cause}</p>`}
  ${hint && html`<p>Next: ${hint}</p>`}
  ${next.map((one) => html`<p><code>${commandLine(one)}</code>${one.why && ` ${one.why}`}</p>`)}
</div>`;

const findingsBlock = (findings: readonly Finding[]): Markup => html`
<h3>The page says, and AWS does</h3>
<ul class="findings">${findings.map(
  ({ pageSays, awsDoes, source }) => html`
  <li>
    <div class="says"><h4>The page says</h4><p>${pageSays}</p></div>
    <div class="does"><h4>AWS does</h4><p>${awsDoes}</p></div>
    <p class="source">${linked(source)}</p>
  </li>`,
)}
</ul>`;

/** Passed checks are folded behind their number; the others are visible. */
function checksBlock(checks: readonly StoryCheck[]): Markup {
  const open = checks.filter((check) => !isPassed(check));
  const passed = checks.filter(isPassed);
  return html`
<h3>Checks</h3>
${open.length > 0 && html`<ul class="checks">${open.map(checkItem)}</ul>`}
${passed.length > 0 && html`<details><summary>${count(passed.length, 'check')} passed</summary><ul class="checks">${passed.map(checkItem)}</ul></details>`}`;
}

const checkItem = ({ title, status, expected, observed, evidence, looks }: StoryCheck): Markup => html`
  <li class="${status}">
    <p><span class="badge ${status}">${checkSign(status)} ${status}</span> <strong>${title}</strong></p>
    <dl>
      <dt>Expected</dt><dd>${expected}</dd>
      <dt>${evidence === 'observed' ? 'Observed' : 'Evaluated'}</dt><dd>${observed.split('; ').map((one) => html`<div>${one}</div>`)}${looks > 1 && html`<div>after ${looks} looks</div>`}</dd>
    </dl>
  </li>`;
