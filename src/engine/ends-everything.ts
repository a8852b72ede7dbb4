import type { ErrorCode, LabError } from '../contract/errors.ts';
import { asLabError } from './recorder.ts';

/** No later request would be answered, or none may be made: there is no going on with the next thing. */
const ENDS_EVERYTHING: ReadonlySet<ErrorCode> = new Set([
  'ERR_CREDENTIALS',
  'ERR_INTERRUPTED',
  'ERR_LOCKED',
  'ERR_STATE_DAMAGED',
  'ERR_STATE_NEWER',
  'ERR_STATE_UNWRITABLE',
  'ERR_WRONG_ACCOUNT',
]);

/** An error of one thing, to be told while the work goes on with the others. Throws one that ends everything. */
export function errorOfOne(thrown: unknown): LabError {
  const error = asLabError(thrown);
  if (ENDS_EVERYTHING.has(error.code)) throw error;
  return error;
}
