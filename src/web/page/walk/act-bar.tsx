import { signal } from '@preact/signals';
import type { WalkAnswer } from '../../../report/walk-position.ts';
import type { ForeseenMove } from '../../acts.ts';
import { act, answered, isBusy, stepIndex, view } from '../store.ts';
import { ChangeView } from './change-view.tsx';
import { ask, choicesAt, doStep } from './moves.ts';
import { QuizQuestion, quiz } from './quiz-question.tsx';

/** What the step still wants, if it was asked for; by step. */
const wanted = signal<{ readonly step: string; readonly move: ForeseenMove } | undefined>(undefined);

/** The answers to a step's question, as buttons. */
export function ActBar() {
  const now = view.value;
  const step = now?.steps[stepIndex.value];
  if (!now || !step) return null;
  const choices = choicesAt(now, stepIndex.value);
  return (
    <section class="acts" aria-label="What to do">
      <QuizQuestion step={step.id} />
      <div class="buttons">
        {choices.map(({ value, name, means }) => (
          <button
            key={value}
            type="button"
            class={value === 'check' ? 'main' : undefined}
            title={means}
            disabled={isBusy.value}
            onClick={() => void DOES[value]?.(step.id, name)}
          >
            {name}
          </button>
        ))}
      </div>
      {wanted.value?.step === step.id && <Wanted move={wanted.value.move} />}
    </section>
  );
}

const DOES: { readonly [A in WalkAnswer]?: (step: string, name: string) => Promise<unknown> } = {
  do: (_step, name) => doStep(name),
  check: (step) => act({ do: 'check', step, ...(quiz.value.isOn ? { said: [...quiz.value.said] } : {}) }),
  hint: (step) => act({ do: 'hint', step }),
  back: (_step, name) => ask(name, 'back'),
  reset: (_step, name) => ask(name, 'reset'),
  matrix: () => act({ do: 'matrix' }),
  async diff(step) {
    const { foreseen, error } = await act({ do: 'foresee', way: { solve: step } });
    wanted.value = foreseen && { step, move: foreseen };
    if (error) answered.value = { exitCode: 1, error };
  },
};

function Wanted({ move: { changes } }: { readonly move: ForeseenMove }) {
  return (
    <div class="wanted">
      <h3>What this step still wants</h3>
      {changes.length === 0 && <p>Nothing to change: the account already matches this step.</p>}
      {changes.map((change) => (
        <ChangeView key={change.arn} change={change} />
      ))}
      <button
        type="button"
        class="quiet"
        onClick={() => {
          wanted.value = undefined;
        }}
      >
        hide
      </button>
    </div>
  );
}
