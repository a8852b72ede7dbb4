import { ServiceError } from '../operation.ts';

/** KMS's refusals as S3 passes them on: `KMS.DisabledException`, HTTP 400. */
export function fromKms<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new ServiceError(`KMS.${error.code}`, error.message, 400);
  }
}
