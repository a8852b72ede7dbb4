import type { ShownLine, StepView } from '../../acts.ts';
import { Copied } from '../shell/next-lines.tsx';
import { stepIndex, view } from '../store.ts';

/** Why a step, and what to do. */
export function StepGuide() {
  const { steps = [] } = view.value ?? {};
  const step = steps[stepIndex.value];
  if (!step) return null;
  return (
    <section class="guide" aria-labelledby="step-title">
      <p class="eyebrow">
        Step {stepIndex.value + 1} of {steps.length} · The page’s section: {step.section}
      </p>
      <h2 id="step-title">{step.title}</h2>
      <p>{step.why}</p>
      <p class="task">
        <strong>To do:</strong> {step.task}
      </p>
      <Values step={step} />
      <details>
        <summary>With the AWS CLI</summary>
        <ul class="next">{step.cli.map(lineOf)}</ul>
      </details>
      <Findings step={step} />
    </section>
  );
}

const Values = ({ step: { values } }: { readonly step: StepView }) =>
  values.length === 0 ? null : (
    <dl class="values">
      {values.map(([what, value]) => (
        <div>
          <dt>{what}</dt>
          <dd>
            <Copied text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );

const lineOf = (line: ShownLine) => <li>{'command' in line ? <Copied text={line.command} /> : line.text}</li>;

/** What the page claims and AWS does; it gives nothing away that the step does not show. */
const Findings = ({ step: { findings } }: { readonly step: StepView }) =>
  findings.length === 0 ? null : (
    <details>
      <summary>The page says, and AWS does</summary>
      {findings.map(({ id, pageSays, awsDoes, source }) => (
        <dl class="finding" key={id}>
          <dt>page says</dt>
          <dd>{pageSays}</dd>
          <dt>AWS does</dt>
          <dd>{awsDoes}</dd>
          <dt>source</dt>
          <dd>{/^https:/.test(source) ? <a href={source}>{source}</a> : source}</dd>
        </dl>
      ))}
    </details>
  );
