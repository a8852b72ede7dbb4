import type { LabAction, PrincipalId } from '../contract/access.ts';
import { errorOfOne } from './ends-everything.ts';
import type { Recorder } from './recorder.ts';
import type { CommandSession } from './session.ts';

/** Who may do this, is asked. */
const ASKED: LabAction = 'kms:Decrypt';

/** Tells what a person answered beside what holds. An account that cannot be asked keeps nobody from the check. */
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
