import type { StepId } from '../../../steps/index.ts';
import type { Deed } from './bench.ts';

/** One mistake at a step, and the hint that it must get. */
export interface Row {
  readonly name: string;
  readonly step: StepId;
  readonly does: readonly Deed[];
  readonly hint: string;
  /** What one of its grades has to say. */
  readonly says: RegExp;
}

export type Short = readonly [name: string, does: Deed | readonly Deed[], hint: string, says: RegExp];

export const at = (step: StepId, rows: readonly Short[]): readonly Row[] =>
  rows.map(([name, does, hint, says]) => ({
    ...{ name, step, hint, says },
    does: typeof does === 'function' ? [does] : does,
  }));
