import { ServiceError } from '../operation.ts';
import type { Key } from '../world.ts';

type State = Key['state'];

/** Messages from https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
export const pendingImport = ({ arn }: Key) => invalidState(`${arn} is pending import.`);
export const pendingDeletion = ({ arn }: Key) => invalidState(`${arn} is pending deletion.`);
const notPendingDeletion = ({ arn }: Key) => invalidState(`${arn} is not pending deletion.`);
const disabled = ({ arn }: Key) => new ServiceError('DisabledException', `${arn} is disabled.`);
const wrongOrigin = ({ arn, origin }: Key) =>
  new ServiceError(
    'UnsupportedOperationException',
    `${arn} origin is ${origin} which is not valid for this operation.`,
  );

export const invalidState = (text: string): ServiceError =>
  new ServiceError('KMSInvalidStateException', text);

type Refusals = { readonly [state in State]?: (key: Key) => ServiceError };

/** Cryptography and grants need an enabled key. */
const USE: Refusals = {
  Disabled: disabled,
  PendingImport: pendingImport,
  PendingDeletion: pendingDeletion,
};
const SWITCH: Refusals = { PendingImport: pendingImport, PendingDeletion: pendingDeletion };
const CHANGE: Refusals = { PendingDeletion: pendingDeletion };
const ROTATION: Refusals = { Disabled: disabled, PendingDeletion: pendingDeletion };

/** What each operation refuses because of the key's state; an operation that is not listed succeeds in every state. */
const REFUSED: Readonly<Record<string, Refusals>> = {
  CancelKeyDeletion: {
    Enabled: notPendingDeletion,
    Disabled: notPendingDeletion,
    PendingImport: notPendingDeletion,
  },
  CreateAlias: CHANGE,
  CreateGrant: USE,
  Decrypt: USE,
  DisableKey: SWITCH,
  DisableKeyRotation: ROTATION,
  EnableKey: SWITCH,
  EnableKeyRotation: ROTATION,
  Encrypt: USE,
  GenerateDataKey: USE,
  GenerateDataKeyPair: USE,
  GenerateDataKeyPairWithoutPlaintext: USE,
  GenerateDataKeyWithoutPlaintext: USE,
  GetParametersForImport: CHANGE,
  ImportKeyMaterial: CHANGE,
  ReEncrypt: USE,
  RotateKeyOnDemand: USE,
  ScheduleKeyDeletion: CHANGE,
  TagResource: CHANGE,
  UntagResource: CHANGE,
  UpdateAlias: CHANGE,
  UpdateKeyDescription: CHANGE,
};

/** Operations that only one kind of key has. */
const ORIGIN: Readonly<Record<string, Key['origin']>> = {
  DeleteImportedKeyMaterial: 'EXTERNAL',
  DisableKeyRotation: 'AWS_KMS',
  EnableKeyRotation: 'AWS_KMS',
  GetKeyRotationStatus: 'AWS_KMS',
  GetParametersForImport: 'EXTERNAL',
  ImportKeyMaterial: 'EXTERNAL',
};

/** Throws AWS's refusal if the key's origin or state does not allow the operation. */
export function requireState(key: Key, operation: string): void {
  const origin = ORIGIN[operation];
  if (origin && origin !== key.origin) throw wrongOrigin(key);
  const refusal = REFUSED[operation]?.[key.state];
  if (refusal) throw refusal(key);
}
