import type { EventOf } from '../../../contract/event.ts';
import { hintWords } from '../../../report/hint-words.ts';
import { NextLines } from '../shell/next-lines.tsx';
import { act, isBusy } from '../store.ts';
import { ChangeView } from './change-view.tsx';

/** What asking again would show. */
const FURTHER = { 1: 'what is different', 2: 'the answer' } as const;

/** A hint as far as it was asked for. */
export function HintBlock({ hint: told }: { readonly hint: EventOf<'hint'> }) {
  const { hint, grade = 3, wanted = [], step } = told;
  const [says, todo] = hintWords(hint, grade);
  return (
    <div class="hint">
      <p>
        <strong>hint:</strong> {says}
      </p>
      {todo && (
        <p>
          <strong>do:</strong> {todo}
        </p>
      )}
      {grade === 3 && <NextLines next={hint.next} />}
      {grade !== 3 && (
        <button
          type="button"
          disabled={isBusy.value}
          onClick={() => void act({ do: 'hint', step, grade: grade === 1 ? 2 : 3 })}
        >
          {FURTHER[grade]}
        </button>
      )}
      {wanted.map((change) => (
        <ChangeView key={change.arn} change={change} />
      ))}
    </div>
  );
}
