import type { ErrorCode, LabError } from '../contract/errors.ts';
import { asLabError } from './recorder.ts';

/** No later request would be answered, or none may be made: continuing with the next resource is pointless. */
const ENDS_EVERYTHING: ReadonlySet<ErrorCode> = new Set([
  'ERR_CREDENTIALS',
  'ERR_INTERRUPTED',
  'ERR_LOCKED',
  'ERR_STATE_DAMAGED',
  'ERR_STATE_NEWER',
  'ERR_STATE_UNWRITABLE',
  'ERR_WRONG_ACCOUNT',
]);

/** An error of one resource, to report while the work continues with the others. Throws an error that ends everything. */
export function errorOfOne(thrown: unknown): LabError {
  const error = asLabError(thrown);
  if (ENDS_EVERYTHING.has(error.code)) throw error;
  return error;
}
