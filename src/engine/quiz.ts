import type { LabAction, PrincipalId } from '../contract/access.ts';
import { errorOfOne } from './ends-everything.ts';
import type { Recorder } from './recorder.ts';
import type { CommandSession } from './session.ts';

/** The question: who may do this? */
const ASKED: LabAction = 'kms:Decrypt';

/** Reports a person's answer beside the facts. If the account cannot be read, the check goes on all the same. */
export async function tellQuiz(
  { lab }: CommandSession,
  recorder: Recorder,
  step: string,
  said: readonly PrincipalId[],
): Promise<void> {
  try {
    const cells = (await lab.access.matrix()).filter(({ action }) => action === ASKED);
    recorder.tell({ type: 'quiz', step, said, cells });
  } catch (thrown) {
    const { message, next } = errorOfOne(thrown);
    const text = `Your answer could not be compared with the access matrix: ${message}`;
    recorder.tell({ type: 'note', text, ...(next.length > 0 ? { next } : {}) });
  }
}
