import { createHash } from 'node:crypto';
import type { Story } from '../story.ts';
import { dateOf, factsOf, isEmpty, STATUSES, verdictOf } from '../story-words.ts';
import { count } from '../wrap.ts';
import { html, Markup } from './markup.ts';
import { legend } from './matrix.ts';
import { miniature } from './miniature.ts';
import { script } from './script.ts';
import { errorBlock, passage, stepSection } from './step.ts';
import { style } from './style.ts';
import { timeLine } from './time-line.ts';

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='5' cy='8' r='3.5' fill='none' stroke='%23b4552d' stroke-width='2'/%3E%3Cpath d='M8.5 8H15v3M12 8v2' fill='none' stroke='%23b4552d' stroke-width='2'/%3E%3C/svg%3E";

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded, and nothing runs but what this file brings: not even what an account's names might smuggle in. */
const POLICY = `default-src 'none'; img-src data:; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;

const idOf = (index: number): string => `step-${index + 1}`;

/** The story as one HTML file that needs nothing else. */
export function htmlReport(story: Story): string {
  const title = `Working with Key Policies: kms-lab ${story.command}, ${dateOf(story.startedAt)}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="kms-lab">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#story">Skip to the story</a>
${masthead(story)}
<main id="story" tabindex="-1">
${story.damage.length > 0 && damageBlock(story)}
${story.steps.map((step, index) => stepSection(step, idOf(index), index + 1))}
${aside(story)}
${timeLine(story, idOf)}
</main>
<footer><p>Made by kms-lab from the journal of run <code>${story.run}</code>. It holds policies and answers of the account, and no credentials.</p></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.text;
}

function masthead(story: Story): Markup {
  const verdict = verdictOf(story);
  return html`
<header class="masthead">
  <p class="eyebrow">kms-lab ${story.command}</p>
  <h1>Working with Key Policies</h1>
  <p class="verdict"><span class="badge ${verdict.ok ? 'passed' : 'failed'}">${verdict.ok ? '✓' : '✗'} ${verdict.word}</span> ${verdict.text}</p>
  ${story.ending?.error && errorBlock(story.ending.error)}
  <dl class="facts">${factsOf(story).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
  ${story.steps.length > 0 && overview(story)}
</header>`;
}

/** All steps beside one another, each with its matrix at a glance: where the picture changes, access did. */
const overview = ({ steps, notReached }: Story): Markup => html`
<nav aria-label="Steps">
  <ol class="overview">${steps.map(
    ({ title, status, matrix, changes, findings }, index) => html`
    <li><a href="#${idOf(index)}">
      ${matrix ? miniature(matrix) : html`<span class="blank" aria-hidden="true"></span>`}
      <span class="title">${title}</span>
      <small>${STATUSES[status].sign} ${STATUSES[status].word}${changes.length > 0 && `, ${count(changes.length, 'change')}`}${findings.length > 0 && `, ${count(findings.length, 'finding')}`}</small>
    </a></li>`,
  )}${notReached.map(
    ({ title }) => html`
    <li class="absent"><span class="blank" aria-hidden="true"></span><span class="title">${title}</span><small>– not reached</small></li>`,
  )}
  </ol>
  ${legend()}
</nav>`;

const damageBlock = ({ damage }: Story): Markup => html`
<section class="damage" aria-labelledby="damage-title">
  <h2 id="damage-title">The journal is damaged</h2>
  <p>This is told from what can be read of it. What stood in ${damage.length === 1 ? 'this line' : 'these lines'} is missing:</p>
  <ul>${damage.map(({ line, why }) => html`<li>line ${line}: ${why}</li>`)}</ul>
</section>`;

const aside = (story: Story): Markup | undefined => {
  if (isEmpty(story.aside)) return undefined;
  const title = story.steps.length > 0 ? 'Beside the steps' : `What kms-lab ${story.command} did`;
  return html`
<section class="step" aria-labelledby="aside-title">
  <h2 id="aside-title">${title}</h2>
  ${passage(story.aside, 'aside', 'at the end')}
</section>`;
};
