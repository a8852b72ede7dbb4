import * as v from 'valibot';
import type { Hint } from '../contract/hint.ts';
import { readState, readStateText, writeState } from './state-file.ts';

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
const REMEDIES = { damaged: DAMAGED, newer: { hint: 'update kms-lab' } };

/** The last hint of each step. */
export type GivenHintMap = Readonly<Record<string, Given>>;

/** Where given hints are kept: apart from the memory, because one may be given while another command holds that. */
export interface HintPlace {
  read(): Promise<GivenHintMap>;
  /** Kept when it resolves. */
  change(change: (hints: GivenHintMap) => GivenHintMap): Promise<void>;
}

export const givenHintsIn = ({ read, change }: HintPlace): GivenHints => ({
  lastHint: async (step) => (await read())[step],
  saveHint: (step, given) => change((hints) => ({ ...hints, [step]: given })),
  async forgetHint(step) {
    if (!(await read())[step]) return;
    await change(({ [step]: _, ...hints }) => hints);
  },
});

/** Throws `ERR_STATE_DAMAGED`, `ERR_STATE_NEWER`. */
export function hintFile(path: string): HintPlace {
  const read = async () => (await readState(path, HINTS, REMEDIES))?.hints ?? {};
  return {
    read,
    change: async (change) => writeState(path, hintState(change(await read()))),
  };
}

export const hintState = (hints: GivenHintMap) => ({ version: 1 as const, hints });

/** The hints in the text of such a file. `path`: for errors. */
export const hintsIn = (text: string, path: string): GivenHintMap =>
  readStateText(text, path, HINTS, REMEDIES).content.hints;

/** One grade more each time the same hint is given. */
export const nextGrade = (hint: Pick<Hint, 'id' | 'says'>, last: Given | undefined): Grade =>
  last?.id === hint.id && last.says === hint.says ? (Math.min(3, last.grade + 1) as Grade) : 1;
