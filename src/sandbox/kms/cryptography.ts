import { randomBytes } from 'node:crypto';
import { encryptionContextKeys } from '../../policy/kms-context.ts';
import type { Context } from '../../policy/request.ts';
import { ServiceError } from '../operation.ts';
import { kmsValidationError, requireOneOf } from './constraints.ts';

interface Cryptographic {
  readonly EncryptionContext?: Readonly<Record<string, string>> | undefined;
  readonly EncryptionAlgorithm?: string | undefined;
}

/** Condition keys of a cryptographic operation. Throws for what symmetric keys cannot do. */
export function cryptographicContext(input: Cryptographic): Context {
  requireSymmetric(input.EncryptionAlgorithm);
  return { 'kms:EncryptionAlgorithm': SYMMETRIC, ...encryptionContextKeys(input.EncryptionContext ?? {}) };
}

export const SYMMETRIC = 'SYMMETRIC_DEFAULT';

export function requireSymmetric(algorithm: string = SYMMETRIC): void {
  if (algorithm === SYMMETRIC) return;
  throw new ServiceError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} and key spec SYMMETRIC_DEFAULT are incompatible.`,
  );
}

/**
 * A dry run always fails; like this if the call would have succeeded.
 * https://docs.aws.amazon.com/kms/latest/developerguide/testing-permissions.html
 */
export function refuseKmsDryRun({ DryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (!DryRun) return;
  throw new ServiceError(
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  );
}

export interface DataKeyInput extends Cryptographic {
  readonly KeySpec?: string | undefined;
  readonly NumberOfBytes?: number | undefined;
}

const BYTES: Readonly<Record<string, number>> = { AES_256: 32, AES_128: 16 };

/** Condition keys; throws unless the input gives the length of the data key exactly once. */
export function dataKeyContext(input: DataKeyInput): Context {
  const { KeySpec, NumberOfBytes } = input;
  requireOneOf('KeySpec', KeySpec, Object.keys(BYTES));
  if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
    throw kmsValidationError('Please specify either number of bytes or key spec.');
  }
  return cryptographicContext(input);
}

export const newDataKey = ({ KeySpec = '', NumberOfBytes = BYTES[KeySpec] }: DataKeyInput): Buffer =>
  randomBytes(NumberOfBytes as number);
