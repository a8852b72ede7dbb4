import { LabError } from '../../contract/errors.ts';
import { PolicyRefusal } from '../../policy/validate.ts';

/** Throws `ERR_DOCUMENT` with the words in which the service would refuse the document. */
export function requireAccepted(service: string, validate: () => unknown): void {
  try {
    validate();
  } catch (error) {
    if (!(error instanceof PolicyRefusal)) throw error;
    throw new LabError('ERR_DOCUMENT', error.refusedBy(service));
  }
}
