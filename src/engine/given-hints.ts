import * as v from 'valibot';
import type { Hint } from '../contract/hint.ts';
import { readState, writeState } from './state-file.ts';

/** How much of a hint is shown. 1: where to look. 2: what is different. 3: what to do, and the document itself. */
export type Grade = 1 | 2 | 3;

/** The hint that was last given for a step, and how much of it. */
interface Given {
  readonly id: string;
  readonly says: string;
  readonly grade: Grade;
}

const HINTS = v.object({
  version: v.literal(1),
  /** By step. */
  hints: v.record(v.string(), v.object({ id: v.string(), says: v.string(), grade: v.picklist([1, 2, 3]) })),
});

export interface GivenHints {
  lastHint(step: string): Promise<Given | undefined>;
  saveHint(step: string, given: Given): Promise<void>;
  /** The mistake is fixed: if it is made again, its hint begins with the first grade. */
  forgetHint(step: string): Promise<void>;
}

const DAMAGED = { hint: 'Move the file away. Hints then begin with the first grade again.' };

/**
 * A separate file: a hint may be given while another command holds the account, and with it the memory. Throws
 * `ERR_STATE_DAMAGED`, `ERR_STATE_NEWER`.
 */
export function givenHintsIn(path: string): GivenHints {
  const read = async () =>
    (await readState(path, HINTS, { damaged: DAMAGED, newer: { hint: 'update kms-lab' } }))?.hints ?? {};
  const write = (hints: Readonly<Record<string, Given>>) => writeState(path, { version: 1, hints });
  return {
    lastHint: async (step) => (await read())[step],
    saveHint: async (step, given) => write({ ...(await read()), [step]: given }),
    async forgetHint(step) {
      const { [step]: forgotten, ...hints } = await read();
      if (forgotten) await write(hints);
    },
  };
}

/** One grade more each time the same hint is given. */
export const nextGrade = (hint: Pick<Hint, 'id' | 'says'>, last: Given | undefined): Grade =>
  last?.id === hint.id && last.says === hint.says ? (Math.min(3, last.grade + 1) as Grade) : 1;
