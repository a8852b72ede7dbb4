import { ImportKeyMaterial$, type ImportKeyMaterialCommand } from '@aws-sdk/client-kms';
import { type ApiCall, type InputOf, ServiceError } from '../../operation.ts';
import type { Key } from '../../world.ts';
import { onKey } from '../call.ts';
import { kmsValidationError } from '../constraints.ts';
import { fingerprint, shownMaterialId } from '../material.ts';
import { unwrap } from '../wrapping.ts';

type Input = InputOf<ImportKeyMaterialCommand>;

const KEY_BYTES = 32;
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
    const end = endOf(call);
    const material = unwrap(importOf(key, input, now), input.EncryptedKeyMaterial);
    requireSame(key, input, material);
    key.material = material.toString('base64');
    key.materialId = fingerprint(material);
    delete key.validTo;
    if (end) key.validTo = end.toISOString();
    if (key.state === 'PendingImport') key.state = 'Enabled';
    return { KeyId: key.arn, KeyMaterialId: shownMaterialId(key) };
  },
});

function endOf({ input, now }: ApiCall<Input>): Date | undefined {
  const { ExpirationModel = 'KEY_MATERIAL_EXPIRES', ValidTo } = input;
  if (ExpirationModel === 'KEY_MATERIAL_DOES_NOT_EXPIRE') {
    if (ValidTo) throw kmsValidationError('ValidTo must not be set when the key material does not expire.');
    return undefined;
  }
  if (!ValidTo)
    throw kmsValidationError('A ValidTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES.');
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

/** A key that has had material accepts no other. */
function requireSame(key: Key, { ImportType, KeyMaterialId }: Input, material: Buffer): void {
  if (ImportType === 'NEW_KEY_MATERIAL' && key.materialId !== undefined) {
    throw new ServiceError('UnsupportedOperationException', 'Second key material is not in the sandbox.');
  }
  const id = fingerprint(material);
  const named = KeyMaterialId ?? Buffer.from(id, 'base64').toString('hex');
  const same = (key.materialId ?? id) === id && named === Buffer.from(id, 'base64').toString('hex');
  if (material.length === KEY_BYTES && same) return;
  throw new ServiceError(
    'IncorrectKeyMaterialException',
    'The key material is not 256 bits long, or not the material that was imported before.',
  );
}
