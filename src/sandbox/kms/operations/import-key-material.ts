import { ImportKeyMaterial$, type ImportKeyMaterialCommand } from '@aws-sdk/client-kms';
import { type ApiCall, type InputOf, ServiceError } from '../../operation.ts';
import type { Key } from '../../world.ts';
import { onKey } from '../call.ts';
import { kmsValidationError } from '../constraints.ts';
import { importInto } from '../imported.ts';
import { unwrap } from '../wrapping.ts';

type Input = InputOf<ImportKeyMaterialCommand>;

const MAX_LIFE_MS = 365 * 24 * 3600 * 1000;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html */
export const ImportKeyMaterial = onKey<ImportKeyMaterialCommand>()({
  schema: ImportKeyMaterial$,
  context: ({ input: { ExpirationModel = 'KEY_MATERIAL_EXPIRES', ValidTo } }) => ({
    'kms:ExpirationModel': ExpirationModel,
    ...(ValidTo ? { 'kms:ValidTo': ValidTo.toISOString() } : {}),
  }),
  handle: (call) => {
    const { input, key, now } = call;
    const validTo = endOf(call);
    requireNoIdOfNew(input);
    const material = unwrap(importOf(key, input, now), input.EncryptedKeyMaterial);
    const { ImportType: type, KeyMaterialId: id, KeyMaterialDescription: description } = input;
    return { KeyId: key.arn, KeyMaterialId: importInto(key, { material, type, id, validTo, description }) };
  },
});

/** The message is inferred. */
function requireNoIdOfNew({ ImportType, KeyMaterialId }: Input): void {
  if (ImportType !== 'NEW_KEY_MATERIAL' || KeyMaterialId === undefined) return;
  throw kmsValidationError('KeyMaterialId must not be set if the ImportType is NEW_KEY_MATERIAL');
}

function endOf({ input, now }: ApiCall<Input>): Date | undefined {
  const { ExpirationModel = 'KEY_MATERIAL_EXPIRES', ValidTo } = input;
  if (ExpirationModel === 'KEY_MATERIAL_DOES_NOT_EXPIRE') {
    if (ValidTo) throw kmsValidationError('ValidTo must not be set when the key material does not expire.');
    return undefined;
  }
  if (!ValidTo)
    throw kmsValidationError('A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES');
  const life = ValidTo.getTime() - now.getTime();
  if (life <= 0 || life > MAX_LIFE_MS) {
    throw kmsValidationError('ValidTo must be in the future, by 365 days at most.');
  }
  return ValidTo;
}

function importOf({ importing }: Key, { ImportToken }: Input, now: Date): NonNullable<Key['importing']> {
  if (!importing || Buffer.from(ImportToken).toString('base64') !== importing.token) {
    throw new ServiceError('InvalidImportTokenException', 'The import token is not valid for this key.');
  }
  if (Date.parse(importing.validTo) <= now.getTime()) {
    throw new ServiceError('ExpiredImportTokenException', 'The import token is expired.');
  }
  return importing;
}
