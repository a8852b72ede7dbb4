import type { ConformanceRow } from '../row.ts';
import { CONDITION_ROWS } from './conditions.ts';
import { DECISION_ROWS } from './decisions.ts';
import { REFUSAL_ROWS } from './refusals.ts';

/** The decisions and refusals of the lab, and those around them. Each row stands alone. */
export const ROWS: readonly ConformanceRow[] = [...DECISION_ROWS, ...CONDITION_ROWS, ...REFUSAL_ROWS];
