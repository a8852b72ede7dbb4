import { ServiceError } from '../operation.ts';

/** The constraints in IAM's model on the members of its inputs; a member means the same in every operation. */
interface Constraint {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** The pattern in the model's words, if they differ. */
  readonly shown?: string;
  readonly oneOf?: readonly string[];
  /** IAM's own message, if it does not quote the pattern. */
  readonly says?: string;
  /** Of each item of a list of texts. */
  readonly each?: Constraint;
}

const NAME = /^[\w+=,.@-]+$/;
const name = (max: number): Constraint => ({
  min: 1,
  max,
  pattern: NAME,
  says: 'It must contain only alphanumeric characters and/or the following: +=,.@_-',
});
const path: Constraint = {
  min: 1,
  max: 512,
  pattern: /^\/$|^\/[\x21-\x7e]+\/$/,
  says: 'It must begin and end with / and contain only alphanumeric characters and/or / characters.',
};
const arn: Constraint = { min: 20, max: 2048 };
const code: Constraint = { min: 6, max: 6, pattern: /^\d+$/ };
/** The wording is inferred. The pattern also has the printable characters of Latin-1. */
const document: Constraint = {
  min: 1,
  max: 131_072,
  pattern: /^[\t\n\r -\u00FF]+$/,
  says: 'It must contain only printable ASCII characters.',
};
const entities = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'];
const tagKey: Constraint = { min: 1, max: 128, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
const CONSTRAINTS: Readonly<Record<string, Constraint>> = {
  UserName: name(64),
  RoleName: name(64),
  GroupName: name(128),
  PolicyName: name(128),
  InstanceProfileName: name(128),
  VirtualMFADeviceName: name(226),
  Path: path,
  NewPath: path,
  NewUserName: name(64),
  NewGroupName: name(128),
  PathPrefix: { min: 1, max: 512, pattern: /^\/[\x21-\x7e]*$/ },
  PolicyArn: arn,
  PermissionsBoundary: arn,
  PolicySourceArn: arn,
  VersionId: { pattern: /^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/ },
  SerialNumber: { min: 9, max: 256, pattern: /^[\w+=/:,.@-]+$/ },
  AccessKeyId: { min: 16, max: 128, pattern: /^\w+$/ },
  AuthenticationCode1: code,
  AuthenticationCode2: code,
  Status: { oneOf: ['Active', 'Inactive'] },
  Scope: { oneOf: ['All', 'AWS', 'Local'] },
  AssignmentStatus: { oneOf: ['Assigned', 'Unassigned', 'Any'] },
  PolicyUsageFilter: { oneOf: ['PermissionsPolicy', 'PermissionsBoundary'] },
  EntityFilter: { oneOf: entities },
  Filter: { each: { oneOf: entities } },
  PolicyDocument: document,
  AssumeRolePolicyDocument: document,
  MaxItems: { min: 1, max: 1000 },
  Marker: { min: 1, max: 320, pattern: /^[\u0020-\u00FF]+$/ },
  MaxSessionDuration: { min: 3600, max: 43_200 },
  Description: { max: 1000 },
  Tags: { max: 50 },
  TagKeys: { max: 50, each: tagKey },
};

/** A policy's description may have any characters. https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html */
const OF_ROLE: Readonly<Record<string, Constraint>> = {
  ...CONSTRAINTS,
  Description: {
    max: 1000,
    pattern: /^[\t\n\r\u0020-\u007E\u00A1-\u00FF]*$/,
    shown: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
  },
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html */
const TAG: Readonly<Record<string, Constraint>> = {
  Key: tagKey,
  Value: { max: 256, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u },
};

/** Of roles that AWS creates: https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html */
const RESERVED_PATH = /^\/(aws-service-role|aws-reserved)\//;

/** Throws IAM's refusal of the members that the model does not allow, whose values it does not repeat, or of a path. */
export function refuseInvalidIam(input: object): void {
  const { Tags = [], Path, NewPath } = input as Limited;
  const wrong = [
    ...violationsOf('RoleName' in input ? OF_ROLE : CONSTRAINTS, input),
    ...Tags.flatMap((tag, index) => violationsOf(TAG, tag, `tags.${index + 1}.member.`)),
  ];
  if (wrong.length > 0) {
    const errors = `${wrong.length} validation error${wrong.length > 1 ? 's' : ''} detected`;
    throw new ServiceError('ValidationError', `${errors}: ${wrong.join('; ')}`);
  }
  for (const path of [Path, NewPath]) refuseReservedPath(path);
}

interface Limited {
  readonly Tags?: readonly object[];
  readonly Path?: string;
  readonly NewPath?: string;
}

function violationsOf(
  constraints: Readonly<Record<string, Constraint>>,
  members: object,
  prefix = '',
): readonly string[] {
  return Object.entries(members).flatMap(([member, value]) => {
    const constraint = Object.hasOwn(constraints, member) ? constraints[member] : undefined;
    const path = `${prefix}${lowerFirst(member)}`;
    const rule = constraint && (brokenRule(path, value, constraint) ?? brokenItem(value, constraint));
    return rule ? [`Value at '${path}' failed to satisfy constraint: Member must ${rule}`] : [];
  });
}

/** As users report it for `/aws-service-role/`; for the other, and for what is no role, it is inferred. */
function refuseReservedPath(path = '/'): void {
  const [prefix] = RESERVED_PATH.exec(path) ?? [];
  if (prefix === undefined) return;
  throw new ServiceError(
    'InvalidInput',
    `Path prefix '${prefix}' can only be used for AWS Service linked Roles`,
  );
}

/** AWS then lists every constraint of the items, not only the one that is broken. */
function brokenItem(values: unknown, { each }: Constraint): string | undefined {
  if (!each || !Array.isArray(values) || values.every((value) => broken(value, each) === undefined)) {
    return undefined;
  }
  const { min, max } = each;
  const rules = [
    ...(max === undefined ? [] : [`have length less than or equal to ${max}`]),
    ...(min === undefined ? [] : [`have length greater than or equal to ${min}`]),
    ...(each.pattern ? [patternRule(each.pattern)] : []),
    ...(each.oneOf ? [enumRule(each.oneOf)] : []),
  ];
  return `satisfy constraint: [${rules.map((rule) => `Member must ${rule}`).join(', ')}]`;
}

function brokenRule(member: string, value: unknown, constraint: Constraint): string | undefined {
  const rule = broken(value, constraint);
  if (constraint.says === undefined || !rule?.startsWith(PATTERN)) return rule;
  throw new ServiceError(
    'ValidationError',
    `The specified value for ${member} is invalid. ${constraint.says}`,
  );
}

function broken(value: unknown, { min, max, pattern, shown, oneOf }: Constraint): string | undefined {
  const [size, property] = measured(value);
  if (min !== undefined && size < min) return `have ${property} greater than or equal to ${min}`;
  if (max !== undefined && size > max) return `have ${property} less than or equal to ${max}`;
  if (pattern && !pattern.test(String(value))) return patternRule(pattern, shown);
  return oneOf && !oneOf.includes(String(value)) ? enumRule(oneOf) : undefined;
}

const PATTERN = 'satisfy regular expression pattern: ';
const patternRule = ({ source }: RegExp, shown = source.replace(/^\^|\$$/g, '')): string =>
  `${PATTERN}${shown}`;
const enumRule = (values: readonly string[]): string => `satisfy enum value set: [${values.join(', ')}]`;

const measured = (value: unknown): readonly [number, string] =>
  typeof value === 'number'
    ? [value, 'value']
    : [Array.isArray(value) ? value.length : String(value).length, 'length'];

const lowerFirst = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);
