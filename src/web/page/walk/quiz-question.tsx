import { signal } from '@preact/signals';
import { PRINCIPALS, type PrincipalId } from '../../../contract/access.ts';
import { WHO_MAY_DECRYPT } from '../../../report/quiz.ts';

/** A question before each check, as `--quiz` asks it. */
export const quiz = signal<{ readonly isOn: boolean; readonly said: readonly PrincipalId[] }>({
  isOn: false,
  said: [],
});

const toggled = <T,>(all: readonly T[], one: T): readonly T[] =>
  all.includes(one) ? all.filter((other) => other !== one) : [...all, one];

export function QuizQuestion({ step }: { readonly step: string }) {
  const { isOn, said } = quiz.value;
  return (
    <div class="quiz">
      <label>
        <input
          type="checkbox"
          checked={isOn}
          onChange={() => {
            quiz.value = { isOn: !isOn, said: [] };
          }}
        />{' '}
        Ask me before each check
      </label>
      {isOn && (
        <fieldset key={step}>
          <legend>{WHO_MAY_DECRYPT}</legend>
          {(Object.keys(PRINCIPALS) as PrincipalId[]).map((id) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={said.includes(id)}
                onChange={() => {
                  quiz.value = { isOn, said: toggled(said, id) };
                }}
              />{' '}
              {PRINCIPALS[id]}
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}
