import type { Context } from './request.ts';

/**
 * The condition keys that KMS adds to a request about a key. Defined once: the sandbox decides with them, and
 * predictions use them.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */

/** The properties of a key that are condition keys. */
export interface KeyFacts {
  /** `EXTERNAL`, `AWS_KMS` */
  readonly origin: string;
  readonly spec: string;
  readonly usage: string;
  readonly multiRegion: boolean;
  /** `alias/ImportedCMK` */
  readonly aliases: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The kind of key, under today's names and the former ones, which AWS still supplies.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-customer-master-key-spec
 */
export const kindKeys = (spec: string, usage: string): Context => ({
  'kms:KeySpec': spec,
  'kms:CustomerMasterKeySpec': spec,
  'kms:KeyUsage': usage,
  'kms:CustomerMasterKeyUsage': usage,
});

/** Condition keys that the key itself determines. */
export const keyConditionKeys = ({ origin, spec, usage, multiRegion, aliases, tags }: KeyFacts): Context => ({
  'kms:KeyOrigin': origin,
  ...kindKeys(spec, usage),
  'kms:MultiRegion': String(multiRegion),
  'kms:ResourceAliases': aliases,
  ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value])),
});

const PAIR = 'kms:EncryptionContext:';

/** Condition keys of an encryption context: each pair, and the names of all pairs. */
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
 * What a service adds when it calls KMS on behalf of its caller.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-viaawsservice
 */
export const viaServiceKeys = (
  service: string,
  region: string,
  encryptionContext: Readonly<Record<string, string>>,
): Context => ({
  'kms:ViaService': `${service}.${region}.amazonaws.com`,
  'aws:ViaAWSService': 'true',
  ...encryptionContextKeys(encryptionContext),
});

/**
 * Condition keys of an operation with the lab's own parameters: cryptography with a symmetric key, and a key policy
 * that passes the lock-out check.
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
