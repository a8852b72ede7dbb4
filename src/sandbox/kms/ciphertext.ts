import type { Context } from '../../policy/request.ts';
import { CIPHERTEXTS_KEY } from '../denial.ts';
import { type ApiCall, type Demand, ServiceError } from '../operation.ts';
import type { Key } from '../world.ts';
import { demandOn, keyOfCall } from './call.ts';
import { invalidCiphertext, keyArnOf, shownMaterialIn, unseal } from './cipher.ts';
import { kmsValidationError, missingMember, requireOneOf } from './constraints.ts';
import { requireState } from './states.ts';

/** What Decrypt and ReEncrypt want to open, and how they name the key. */
export interface Sealed {
  readonly blob: Uint8Array | undefined;
  readonly keyId: string | undefined;
  readonly context: Readonly<Record<string, string>>;
}

interface Modified {
  readonly DryRun?: boolean | undefined;
  readonly DryRunModifiers?: readonly string[] | undefined;
}

const NAMING = { aliases: true, foreign: true } as const;

/** A dry run may be only about the permission, for a key that it names. */
export function ignoresCiphertext({ DryRun, DryRunModifiers = [] }: Modified): boolean {
  for (const modifier of DryRunModifiers) requireOneOf('DryRunModifiers', modifier, ['IGNORE_CIPHERTEXT']);
  if (DryRunModifiers.length > 0 && !DryRun) throw kmsValidationError('DryRunModifiers needs DryRun.');
  return DryRunModifiers.length > 0;
}

/** Without a KeyId, the blob determines the key, and a refusal does not name it. */
export function demandToOpen(
  call: ApiCall<Modified>,
  action: string,
  { blob, keyId }: Sealed,
  context: Context,
): Demand {
  if (ignoresCiphertext(call.input)) {
    if (keyId === undefined) throw missingMember('KeyId');
    return demandOn(call, action, keyId, NAMING, context);
  }
  if (blob === undefined) throw missingMember('CiphertextBlob');
  if (keyId !== undefined) return demandOn(call, action, keyId, NAMING, context);
  return {
    action,
    resource: hereOnly(arnIn(blob), call.region),
    context,
    refersTo: CIPHERTEXTS_KEY,
  };
}

/** The plaintext and its key, once the caller is authorized. A dry run that ignores the ciphertext opens nothing. */
export function open(call: ApiCall<Modified>, operation: string, sealed: Sealed): Opened {
  const { blob = new Uint8Array(), keyId, context } = sealed;
  const ignored = ignoresCiphertext(call.input);
  const key = keyOfCall(call, keyId ?? arnIn(blob), NAMING);
  requireState(key, operation);
  if (ignored) return { key, plaintext: new Uint8Array() };
  if (arnIn(blob) !== key.arn) throw incorrectKey();
  return { key, plaintext: unseal(key, blob, context), materialId: shownMaterialIn(blob) };
}

interface Opened {
  readonly key: Key;
  readonly plaintext: Uint8Array;
  /** The id of the material it was encrypted under, which may be an earlier one. */
  readonly materialId?: string | undefined;
}

function arnIn(blob: Uint8Array): string {
  const arn = keyArnOf(blob);
  if (arn === undefined) throw invalidCiphertext();
  return arn;
}

/** A key of another Region is not found. */
const hereOnly = (arn: string, region: string): string =>
  arn.split(':')[3] === region ? arn : arn.replace(/^((?:[^:]*:){3})[^:]*/, `$1${region}`);

const incorrectKey = (): ServiceError =>
  new ServiceError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  );
