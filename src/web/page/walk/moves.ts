import { signal } from '@preact/signals';
import { type Choice, choicesOf, standsHere, type WalkAnswer } from '../../../report/walk-position.ts';
import type { ForeseenMove, LabView, WebAct, WebWay } from '../../acts.ts';
import { act, answered, stepIndex, view } from '../store.ts';

/** A move that waits for the person's agreement. */
export interface OpenQuestion {
  readonly title: string;
  readonly move: ForeseenMove;
  /** Done once the person agrees; `consent`: the account's id, as they typed it. */
  readonly agreed: (consent: string | undefined) => WebAct;
}

export const question = signal<OpenQuestion | undefined>(undefined);

/** The answers of the walk that this page has buttons for. */
const OFFERED: readonly WalkAnswer[] = ['do', 'check', 'hint', 'diff', 'back', 'reset', 'matrix'];

/** As at the question of a step in a terminal, and with the same names. */
export function choicesAt(now: LabView, shown: number): readonly Choice<WalkAnswer>[] {
  const { steps, done, account, failed } = now;
  return choicesOf({ steps, done, account, failed, shown }).filter(({ value }) => OFFERED.includes(value));
}

/** Shows what a move would change, and makes it once the person agrees. */
export async function ask(title: string, way: WebWay): Promise<void> {
  const seen = view.value?.id;
  const { foreseen, error } = await act({ do: 'foresee', way });
  if (error || !foreseen) {
    answered.value = error ? { exitCode: 1, error } : undefined;
    return;
  }
  const agreed = (consent: string | undefined): WebAct => ({ do: 'move', way, seen, consent });
  question.value = { title, move: foreseen, agreed };
}

/** The step is done for the person. The page has shown what changes, unless it is more, or the account is real. */
export async function doStep(title: string): Promise<void> {
  const { steps = [], done = 0, account = 'changed', consent, target, id } = view.value ?? {};
  const step = steps[stepIndex.value];
  if (!step) return;
  const way = { solve: step.id };
  const isClear = standsHere({ done, account, shown: stepIndex.value });
  if (isClear && target === 'sandbox' && consent === 'given') await act({ do: 'move', way, seen: id });
  else await ask(title, way);
}
