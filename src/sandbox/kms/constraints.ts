import { ServiceError } from '../operation.ts';

/** The constraints in KMS's model on the members of its inputs; those named here mean the same in every operation. */
interface Constraint {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
  /** The lengths of each item of a list of texts. */
  readonly each?: Readonly<Record<'min' | 'max', number>>;
}

const keyId: Constraint = { min: 1, max: 2048 };
const blob: Constraint = { min: 1, max: 6144 };
const principal: Constraint = { min: 1, max: 256, pattern: /^[\w+=,.@:/-]+$/ };
const name: Constraint = { min: 1, max: 256, pattern: /^[a-zA-Z0-9:/_-]+$/ };
const encryption: Constraint = {
  oneOf: ['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE'],
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html, member by member */
const CONSTRAINTS: Readonly<Record<string, Constraint>> = {
  KeyId: keyId,
  TargetKeyId: keyId,
  SourceKeyId: keyId,
  DestinationKeyId: keyId,
  Plaintext: { min: 1, max: 4096 },
  CiphertextBlob: blob,
  EncryptedKeyMaterial: blob,
  ImportToken: blob,
  NumberOfBytes: { min: 1, max: 1024 },
  Limit: { min: 1, max: 1000 },
  Marker: { min: 1, max: 1024, pattern: /^[\u0020-\u00FF]*$/ },
  PendingWindowInDays: { min: 1, max: 365 },
  RotationPeriodInDays: { min: 90, max: 2560 },
  Description: { max: 8192 },
  PolicyName: { min: 1, max: 128, pattern: /^[\w]+$/ },
  AliasName: name,
  Name: name,
  GrantId: { min: 1, max: 128 },
  GrantToken: { min: 1, max: 8192 },
  GrantTokens: { max: 10, each: { min: 1, max: 8192 } },
  TagKeys: { each: { min: 1, max: 128 } },
  GranteePrincipal: principal,
  RetiringPrincipal: principal,
  KeyMaterialId: { min: 64, max: 64, pattern: /^[a-f0-9]+$/ },
  KeyMaterialDescription: { max: 256, pattern: /^[a-zA-Z0-9:/_\s.-]+$/ },
  Origin: { oneOf: ['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'] },
  KeyUsage: { oneOf: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'] },
  ExpirationModel: { oneOf: ['KEY_MATERIAL_EXPIRES', 'KEY_MATERIAL_DOES_NOT_EXPIRE'] },
  ImportType: { oneOf: ['NEW_KEY_MATERIAL', 'EXISTING_KEY_MATERIAL'] },
  WrappingKeySpec: { oneOf: ['RSA_2048', 'RSA_3072', 'RSA_4096', 'SM2'] },
  WrappingAlgorithm: {
    oneOf: [
      'RSAES_PKCS1_V1_5',
      'RSAES_OAEP_SHA_1',
      'RSAES_OAEP_SHA_256',
      'RSA_AES_KEY_WRAP_SHA_1',
      'RSA_AES_KEY_WRAP_SHA_256',
      'SM2PKE',
    ],
  },
  EncryptionAlgorithm: encryption,
  SourceEncryptionAlgorithm: encryption,
  DestinationEncryptionAlgorithm: encryption,
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Tag.html */
const TAG: Readonly<Record<string, Constraint>> = { TagKey: { min: 1, max: 128 }, TagValue: { max: 256 } };

/** Throws KMS's ValidationException for members that the model does not allow. */
export function refuseInvalidKms(input: object): void {
  const { Tags = [] } = input as { readonly Tags?: readonly object[] };
  const wrong = [
    ...violationsIn(CONSTRAINTS, input),
    ...Tags.flatMap((tag, index) => violationsIn(TAG, tag, `tags.${index + 1}.member.`)),
  ];
  if (wrong.length > 0) throw violations(wrong);
}

const violationsIn = (
  constraints: Readonly<Record<string, Constraint>>,
  members: object,
  path = '',
): readonly string[] =>
  Object.entries(members).flatMap(([member, value]) => {
    const constraint = Object.hasOwn(constraints, member) ? constraints[member] : undefined;
    const broken = constraint && brokenRule(value, constraint);
    return broken ? [violation(member, value, broken, path)] : [];
  });

/** One member against the values that its operation accepts. */
export function requireOneOf(member: string, value: string | undefined, oneOf: readonly string[]): void {
  const broken = value === undefined ? undefined : brokenRule(value, { oneOf });
  if (broken) throw violations([violation(member, value, broken)]);
}

export const missingMember = (member: string): ServiceError =>
  violations([`Value null at '${lowerFirst(member)}' failed to satisfy constraint: Member must not be null`]);

export const kmsValidationError = (text: string): ServiceError =>
  new ServiceError('ValidationException', text);

function brokenRule(value: unknown, { min, max, pattern, oneOf, each }: Constraint): string | undefined {
  const [size, property] =
    typeof value === 'number' ? [value, 'value'] : [(value as { length: number }).length, 'length'];
  if (min !== undefined && size < min) return `have ${property} greater than or equal to ${min}`;
  if (max !== undefined && size > max) return `have ${property} less than or equal to ${max}`;
  if (pattern && !pattern.test(String(value))) return `satisfy regular expression pattern: ${pattern.source}`;
  if (oneOf && !oneOf.includes(String(value))) return `satisfy enum value set: [${oneOf.join(', ')}]`;
  if (each && (value as readonly string[]).some((item) => brokenRule(item, each))) {
    return `satisfy constraint: [Member must have length less than or equal to ${each.max}, Member must have length greater than or equal to ${each.min}]`;
  }
  return undefined;
}

/** Bytes are not shown in the message. */
function violation(member: string, value: unknown, rule: string, path = ''): string {
  const shown = typeof value === 'string' || typeof value === 'number' ? ` '${value}'` : '';
  return `Value${shown} at '${path}${lowerFirst(member)}' failed to satisfy constraint: Member must ${rule}`;
}

const violations = (wrong: readonly string[]): ServiceError =>
  kmsValidationError(
    `${wrong.length} validation error${wrong.length > 1 ? 's' : ''} detected: ${wrong.join('; ')}`,
  );

const lowerFirst = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);
