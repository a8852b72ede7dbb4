import type { Context } from './request.ts';

/**
 * The condition keys that KMS adds to a request about a key. Written once: the sandbox judges by them, and predictions
 * are made with them.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */

/** What of a key is a condition key. */
export interface KeyFacts {
  /** The account that owns it. */
  readonly owner: string;
  /** `EXTERNAL`, `AWS_KMS` */
  readonly origin: string;
  readonly spec: string;
  readonly usage: string;
  readonly multiRegion: boolean;
  /** `alias/ImportedCMK` */
  readonly aliases: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Condition keys that follow from the key itself. */
export const keyConditionKeys = ({
  owner,
  origin,
  spec,
  usage,
  multiRegion,
  aliases,
  tags,
}: KeyFacts): Context => ({
  'kms:KeyOrigin': origin,
  'kms:KeySpec': spec,
  'kms:KeyUsage': usage,
  'kms:MultiRegion': String(multiRegion),
  'kms:ResourceAliases': aliases,
  'aws:ResourceAccount': owner,
  ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value])),
});

const PAIR = 'kms:EncryptionContext:';

/** Condition keys of an encryption context: each pair, and the names of all. */
export const encryptionContextKeys = (context: Readonly<Record<string, string>>): Context => ({
  'kms:EncryptionContextKeys': Object.keys(context),
  ...Object.fromEntries(Object.entries(context).map(([name, value]) => [`${PAIR}${name}`, value])),
});

/** The encryption context that `encryptionContextKeys` was made from. */
export const encryptionContextOf = (keys: Context): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(keys).flatMap(([key, value]) =>
      key.startsWith(PAIR) && typeof value === 'string' ? [[key.slice(PAIR.length), value]] : [],
    ),
  );

/**
 * What a service adds that asks KMS on behalf of its caller.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export const viaServiceKeys = (
  service: string,
  region: string,
  encryptionContext: Readonly<Record<string, string>>,
): Context => ({
  'kms:ViaService': `${service}.${region}.amazonaws.com`,
  ...encryptionContextKeys(encryptionContext),
});

/**
 * What an operation says of itself where its request leaves it at what the lab asks for: cryptography with a symmetric
 * key, a key policy that passes the lock-out check.
 */
export const operationKeys = (action: string): Context =>
  Object.hasOwn(OPERATION_KEYS, action) ? (OPERATION_KEYS[action] as Context) : {};

const CRYPTOGRAPHY: Context = { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' };
const OPERATION_KEYS: Readonly<Record<string, Context>> = {
  'kms:Encrypt': CRYPTOGRAPHY,
  'kms:Decrypt': CRYPTOGRAPHY,
  'kms:GenerateDataKey': CRYPTOGRAPHY,
  'kms:GenerateDataKeyWithoutPlaintext': CRYPTOGRAPHY,
  'kms:ReEncryptFrom': CRYPTOGRAPHY,
  'kms:ReEncryptTo': CRYPTOGRAPHY,
  'kms:PutKeyPolicy': { 'kms:BypassPolicyLockoutSafetyCheck': 'false' },
};
