import type { EventOf, LabEvent } from '../../../contract/event.ts';
import { eventsOf } from '../../../contract/events-of.ts';
import { checksLine } from '../../../report/checks-line.ts';
import { signOf } from '../../../report/marks.ts';
import { quizLines, quizScore } from '../../../report/quiz.ts';
import { ErrorBlock } from '../shell/error-block.tsx';
import { NextLines } from '../shell/next-lines.tsx';
import { Scrolled } from '../shell/scrolled.tsx';
import { act, answered, can, page } from '../store.ts';
import { HintBlock } from './hint-block.tsx';

/** How the last act went, or how far the running one is. Every tab shows the same. */
export function OutcomePane() {
  const { told, running, ended } = page.value;
  const error = eventsOf(told, 'summary').at(-1)?.error ?? ended?.error ?? answered.value?.error;
  return (
    <section class="outcome" aria-label="What happened" aria-live="polite" aria-busy={running !== undefined}>
      {running && <Progress title={running.title} told={told} />}
      {error && <ErrorBlock error={error} />}
      {eventsOf(told, 'quiz').map((quiz) => (
        <div class="quiz-answer" key={quiz.step}>
          <p>{quizScore(quiz)}</p>
          <ul>
            {quizLines(quiz).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      ))}
      {eventsOf(told, 'step-showed').map(({ text }) => (
        <Scrolled label="What the step shows" key={text}>
          <pre>{text}</pre>
        </Scrolled>
      ))}
      {eventsOf(told, 'note').map(({ text, next }) => (
        <div class="note" key={text}>
          <p>{text}</p>
          <NextLines next={next} />
        </div>
      ))}
      {eventsOf(told, 'change-applied').map(({ change: { title, arn } }) => (
        <p key={arn}>changed {title}</p>
      ))}
      <Conditions told={told} />
      <Checks told={told} />
      {!running &&
        eventsOf(told, 'hint')
          .slice(-1)
          .map((hint) => <HintBlock key={hint.hint.id} hint={hint} />)}
      {eventsOf(told, 'left-as-is').map(({ title, error: left }) => (
        <div key={title}>
          <p>{title}</p>
          <ErrorBlock error={left} />
        </div>
      ))}
    </section>
  );
}

function Progress({ title, told }: { readonly title: string; readonly told: readonly LabEvent[] }) {
  const waits = eventsOf(told, 'waiting').at(-1);
  return (
    <p class="progress">
      {title === '' ? 'Working' : title} … {waits && `Waiting for ${waits.what}.`}
      {can('stop') && (
        <button type="button" class="quiet" onClick={() => void act({ do: 'stop' })}>
          stop
        </button>
      )}
    </p>
  );
}

const Conditions = ({ told }: { readonly told: readonly LabEvent[] }) => {
  const conditions = eventsOf(told, 'condition');
  if (conditions.length === 0) return null;
  return (
    <ul class="results">
      {conditions.map(({ condition, met, observed, next }) => (
        <li key={condition.id} class={met ? 'passed' : 'failed'}>
          {signOf(met ? 'done' : 'failed')} {condition.title}
          {observed !== undefined && <small>observed: {observed}</small>}
          <NextLines next={next} />
        </li>
      ))}
    </ul>
  );
};

const Checks = ({ told }: { readonly told: readonly LabEvent[] }) => {
  const asked = eventsOf(told, 'check-settled');
  const line = checksLine(asked.map(({ verdict }) => verdict));
  if (line === undefined) return null;
  const passed = asked.filter(({ verdict }) => verdict.status === 'passed');
  return (
    <div>
      <p>{line}</p>
      <ul class="results">
        {asked
          .filter((one) => !passed.includes(one))
          .map((one) => (
            <CheckItem key={one.check.id} asked={one} />
          ))}
      </ul>
      {passed.length > 0 && (
        <details>
          <summary>Those that passed</summary>
          <ul class="results">
            {passed.map((one) => (
              <CheckItem key={one.check.id} asked={one} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
};

const SIGNS = { passed: signOf('done'), failed: signOf('failed'), skipped: signOf('skipped') };

function CheckItem({ asked: { check, verdict } }: { readonly asked: EventOf<'check-settled'> }) {
  const { status, expected, observed, evidence, next } = verdict;
  return (
    <li class={status}>
      {SIGNS[status]} {check.title}
      {evidence === 'evaluated' && status === 'passed' && ' ~'}
      {status !== 'passed' && (
        <>
          {expected !== check.title && <small>expected: {expected}</small>}
          <small>
            {evidence}: {observed}
          </small>
          <NextLines next={next} />
        </>
      )}
    </li>
  );
}
