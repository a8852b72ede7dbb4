import type { PolicyDocument } from '../policy/document.ts';
import grants from './permissions.json' with { type: 'json' };

/** The permissions that the lab’s calls need on one kind of resource. */
export interface PermissionGrant {
  readonly sid: string;
  /**
   * An ARN with placeholders, `arn:<PARTITION>:iam::<ACCOUNT>:role/<ROLE>`; `*` only for actions that do not support
   * resources. https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
   */
  readonly resource: string;
  /** The actions, each with the commands that need it. */
  readonly actions: { readonly [action: string]: readonly string[] };
}

export type Grants = readonly PermissionGrant[];

/** Recorded from the requests themselves: `npm run permissions`. */
export const GRANTS: Grants = grants as unknown as Grants;

/** What an option needs in addition, with any command. */
export const PROBE_MFA = '--probe-mfa';

/** The commands that open an account. */
export const ASKING_COMMANDS: readonly string[] = [
  ...new Set(GRANTS.flatMap(({ actions }) => Object.values(actions).flat())),
].filter((name) => name !== PROBE_MFA);

/** These create and remove the workshop. Each needs a managed policy of its own: together they would not fit. */
export const BUILDING_COMMANDS: readonly string[] = ['setup', 'teardown'];

/** The commands on the lab: one managed policy covers all of them. */
export const LAB_COMMANDS: readonly string[] = ASKING_COMMANDS.filter(
  (name) => !BUILDING_COMMANDS.includes(name),
);

/** Values for placeholders, by name: `{ ACCOUNT: '111122223333' }`. */
export type Fillings = Readonly<Record<string, string | undefined>>;

/** A user reads their own policies; a user who assumed a role reads the role’s. */
export type OperatorKind = 'user' | 'role';

const OTHER_OPERATOR: { readonly [kind in OperatorKind]: string } = {
  user: 'TheOperatorsRole',
  role: 'TheOperator',
};

/**
 * The maximum number of characters in a managed policy, not counting white space:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const MANAGED_POLICY_LIMIT = 6144;

/** The least privilege that an operator needs for these commands. A placeholder without a value stays: `<KEY_ID>`. */
export function operatorPolicy(
  commands: readonly string[],
  operator: OperatorKind,
  fillings: Fillings,
  from: Grants = GRANTS,
): PolicyDocument {
  const statements = from
    .filter(({ sid }) => sid !== OTHER_OPERATOR[operator])
    .map(({ sid, resource, actions }) => ({
      Sid: sid,
      Effect: 'Allow' as const,
      Action: Object.keys(actions).filter((action) =>
        actions[action]?.some((command) => commands.includes(command)),
      ),
      Resource: fill(resource, fillings),
    }));
  return { Version: '2012-10-17', Statement: statements.filter(({ Action }) => Action.length > 0) };
}

const PLACEHOLDER = /<([A-Z_]+)>/g;

/** The text with its placeholders replaced, as far as values are known. */
export function fill(text: string, fillings: Fillings): string {
  return text.replace(PLACEHOLDER, (placeholder, name: string) => fillings[name] ?? placeholder);
}

/** The placeholders that are left: `KEY_ID`. */
export const unfilled = (policy: PolicyDocument): readonly string[] => [
  ...new Set([...JSON.stringify(policy).matchAll(PLACEHOLDER)].map(([, name = '']) => name)),
];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string | undefined): string {
  const [first = '', second = ''] = (region ?? '').split('-');
  return PARTITIONS[`${first}-${second}`] ?? PARTITIONS[first] ?? 'aws';
}

const PARTITIONS: Readonly<Record<string, string>> = {
  cn: 'aws-cn',
  'us-gov': 'aws-us-gov',
  'us-iso': 'aws-iso',
  'us-isob': 'aws-iso-b',
  'eu-isoe': 'aws-iso-e',
  'us-isof': 'aws-iso-f',
  eusc: 'aws-eusc',
};
