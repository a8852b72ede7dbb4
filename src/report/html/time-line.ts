import type { Moment, Story } from '../report-model.ts';
import { durationText, tookText } from '../report-words.ts';
import { count } from '../wrap.ts';
import { html, type Markup } from './markup.ts';

/** When each step began and how long it took, with a tick for each change; every moment is listed below. */
export function timeLine({ steps, moments, durationMs }: Story, idOf: (index: number) => string): Markup {
  const tried = steps.some(({ attempts }) => attempts.length > 0);
  const percent = (ms: number): string => ((100 * ms) / Math.max(1, durationMs)).toFixed(2);
  const ticks = (id: string): readonly Moment[] =>
    moments.filter(({ step, kind }) => step === id && kind === 'change-applied');
  return html`
<section id="time-line" aria-labelledby="time-line-title">
  <h2 id="time-line-title">Time line</h2>
  ${
    tried &&
    html`<table class="time">
    <caption class="unseen">When each step began and how long it took</caption>
    <thead><tr><th scope="col">Began</th><th scope="col">Step</th><th scope="col">Took</th><td></td></tr></thead>
    <tbody>${steps.map((step, index) => {
      const { id, title, attempts } = step;
      const [first] = attempts;
      return (
        first &&
        html`
      <tr><td class="figure">+${durationText(first.from)}</td><th scope="row"><a href="#${idOf(index)}">${title}</a></th><td class="figure">${tookText(step) ?? ''}</td>
      <td class="bar"><svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="rail" y="5.5" width="100" height="1"/>${attempts.map(
        ({ from, to }) =>
          html`<rect x="${percent(from)}" y="2" width="${Math.max(0.6, Number(percent(to - from)))}" height="8"/>`,
      )}${ticks(id).map(({ at }) => html`<rect class="tick" x="${percent(at)}" y="0" width=".5" height="12"/>`)}</svg></td></tr>`
      );
    })}
    </tbody>
  </table>`
  }
  <details><summary>${count(moments.length, 'moment')}</summary>
    <ol class="moments">${moments.map(
      ({ at, text }) => html`<li><span class="figure">+${durationText(at)}</span> ${text}</li>`,
    )}</ol>
  </details>
</section>`;
}
