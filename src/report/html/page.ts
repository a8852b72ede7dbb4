import type { Story } from '../report-model.ts';
import { dateOf, isEmpty } from '../report-words.ts';
import { firstPage } from './first-page.ts';
import { htmlFile } from './html-file.ts';
import { html, type Markup } from './markup.ts';
import { script } from './script.ts';
import { errorBlock, passage, stepSection } from './step.ts';
import { style } from './style.ts';
import { timeLine } from './time-line.ts';

const idOf = (index: number): string => `step-${index + 1}`;

/** The report as one self-contained HTML file. */
export function htmlReport(story: Story): string {
  const { name, command, startedAt, steps, ending, damage } = story;
  const title = `${name === undefined ? '' : `${name}: `}Working with Key Policies: kms-lab ${command}, ${dateOf(startedAt)}`;
  const body = html`<a class="skip" href="#story">Skip to the story</a>
${firstPage(story, idOf)}
<main id="story" tabindex="-1">
${damage.length > 0 && damageBlock(story)}
${ending?.error && errorBlock(ending.error)}
${steps.map((step, index) => stepSection(step, idOf(index), index + 1))}
${aside(story)}
${timeLine(story, idOf)}
</main>
<footer><p>Made by kms-lab from the journal of run <code>${story.run}</code>. It holds policies and answers of the account, and no credentials.</p></footer>`;
  return htmlFile({ title, style, script, body });
}

const damageBlock = ({ damage }: Story): Markup => html`
<section class="damage" aria-labelledby="damage-title">
  <h2 id="damage-title">The journal is damaged</h2>
  <p>The report uses the lines that can be read. ${damage.length === 1 ? 'This line is' : 'These lines are'} missing:</p>
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
