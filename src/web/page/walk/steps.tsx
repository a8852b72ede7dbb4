import { type Mark, signOf } from '../../../report/marks.ts';
import { chosen, page, stepIndex, view } from '../store.ts';

const WORDS = {
  done: 'in place',
  failed: 'its checks failed',
  next: 'next',
  open: 'open',
} as const satisfies {
  readonly [mark in Mark]?: string;
};

/** The steps of the page, and where the account is among them. */
export function Steps() {
  const { steps = [], done = 0, failed = [] } = view.value ?? {};
  const running = page.value.running?.step;
  return (
    <nav class="steps" aria-label="Steps">
      <ol>
        {steps.map(({ id, title }, index) => {
          const mark = failed.includes(id)
            ? 'failed'
            : index < done
              ? 'done'
              : index === done
                ? 'next'
                : 'open';
          return (
            <li key={id} class={mark}>
              <button
                type="button"
                aria-current={index === stepIndex.value ? 'step' : undefined}
                onClick={() => {
                  chosen.value = id;
                }}
              >
                <span class="mark" aria-hidden="true">
                  {running === id ? signOf('begun') : signOf(mark)}
                </span>
                <span class="name">{title}</span>
                <span class="unseen">: {WORDS[mark]}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
