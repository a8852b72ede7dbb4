import { PRINCIPALS } from '../../../contract/access.ts';
import { predictCells } from '../../../contract/key-situation.ts';
import type { Snapshot } from '../../../contract/resource.ts';
import { SAMPLE_SITUATION } from '../../sample-account.ts';
import type { PolicyTask, TaskWant } from './tasks.ts';

/** A want, and whether the policies have it. */
export interface GradedWant extends TaskWant {
  readonly isMet: boolean;
  /** `userA, no MFA: may not kms:Decrypt` */
  readonly says: string;
}

/** Judges policies by their effect alone. Pure. */
export function gradeTask({ wants }: PolicyTask, documents: Snapshot): readonly GradedWant[] {
  const cells = predictCells(SAMPLE_SITUATION, documents);
  return wants.map((want) => {
    const { who, action, may } = want;
    const cell = cells.find((one) => one.principal === who && one.action === action);
    return {
      ...want,
      isMet: (cell?.predicted.outcome === 'allowed') === may,
      says: `${PRINCIPALS[who]}: ${may ? 'may' : 'may not'} ${action}`,
    };
  });
}

export const isSolved = (task: PolicyTask, documents: Snapshot): boolean =>
  gradeTask(task, documents).every(({ isMet }) => isMet);
