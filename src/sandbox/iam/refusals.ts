import { ServiceError } from '../operation.ts';

export const noSuchEntity = (text: string) => new ServiceError('NoSuchEntity', text, 404);
export const entityAlreadyExists = (text: string) => new ServiceError('EntityAlreadyExists', text, 409);
export const deleteConflict = (text: string) => new ServiceError('DeleteConflict', text, 409);
export const limitExceeded = (text: string) => new ServiceError('LimitExceeded', text, 409);

/** Throws LimitExceeded if there are as many as AWS allows, unless it was asked to allow more. */
export function requireQuota(name: string, count: number, most: number): void {
  if (count >= most) throw limitExceeded(`Cannot exceed quota for ${name}: ${most}`);
}
