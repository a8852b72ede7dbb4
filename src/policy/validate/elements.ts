import {
  listOf,
  type OneOrMore,
  type PolicyDocument,
  type PrincipalKind,
  type Statement,
  statementsOf,
} from '../document.ts';
import { operatorNamed } from '../operators/index.ts';
import type { JsonPath, PolicySyntaxError } from '../parse.ts';
import { malformed } from './refusal.ts';

/** Which of the principals that a policy names exist. Called only for names that have the right form and no wildcard. */
export interface Principals {
  principalExists(kind: PrincipalKind, value: string): boolean;
}

export interface NamedPrincipal {
  readonly kind: PrincipalKind;
  readonly value: string;
}

/** A value of a statement, and where it is in it. */
export interface Placed {
  readonly value: string;
  readonly at: JsonPath;
}

/** The shape errors of trust and bucket policies, as their users report them. */
export function grammarWords({ problem, path, found }: PolicySyntaxError): string {
  const member = path.at(-1) ?? '';
  if (problem === 'missing') return `Missing required field ${member}`;
  if (problem === 'unknown') return `Unknown field ${member}`;
  if (problem === 'empty') return 'Could not parse the policy: Statement is empty!';
  if (problem === 'repeated') return 'This policy contains invalid Json';
  if (member === 'Effect' && found !== undefined) return `Invalid effect: ${found}`;
  return member === 'Version' ? 'The policy must contain a valid version string' : 'Syntax errors in policy.';
}

/**
 * NotPrincipal is for Deny alone. The wording is IAM's and S3's; that KMS has the same is inferred.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function refuseAllowWithNotPrincipal(document: PolicyDocument): void {
  const allows = statementsOf(document).findIndex(
    ({ Effect, NotPrincipal }) => Effect === 'Allow' && NotPrincipal !== undefined,
  );
  if (allows >= 0)
    throw malformed('Allow with NotPrincipal is not allowed.', ['Statement', allows, 'NotPrincipal']);
}

export function principalsOf({
  Principal = {},
  NotPrincipal = {},
}: Statement): readonly (NamedPrincipal & Placed)[] {
  return Object.entries({ Principal, NotPrincipal }).flatMap(([name, element]) =>
    element === '*'
      ? [{ kind: 'AWS' as const, value: '*', at: [name] }]
      : Object.entries(element).flatMap(([kind, values]) =>
          listOf(values).map((value, index) => ({
            kind: kind as PrincipalKind,
            value,
            at: [name, kind, index],
          })),
        ),
  );
}

/**
 * Accounts, users, roles and their sessions, by ARN or by unique id, and CloudFront's identities. A group is not a
 * principal, and a wildcard matches everyone or no one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
const AWS_PRINCIPALS = [
  /^\d{12}$/,
  /^A(IDA|ROA)[A-Z0-9]+$/,
  /^arn:aws[a-z-]*:iam::\d{12}:(root|user\/.+|role\/.+)$/,
  /^arn:aws[a-z-]*:iam::cloudfront:user\/CloudFront Origin Access Identity [A-Z0-9]+$/,
  /^arn:aws[a-z-]*:sts::\d{12}:(assumed-role\/[^/]+\/.+|federated-user\/.+)$/,
];

/** Web identities by domain or provider, and SAML providers. */
const FEDERATED_PRINCIPAL =
  /^([a-z0-9-]+(\.[a-z0-9-]+)+|arn:aws[a-z-]*:iam::\d{12}:(saml|oidc)-provider\/.+)$/i;

const SERVICE_PRINCIPAL = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/;

export function isPrincipal({ kind, value }: NamedPrincipal, principals: Principals): boolean {
  if (kind === 'AWS' && value === '*') return true;
  if (/[*?]/.test(value)) return false;
  if (kind === 'AWS' && !AWS_PRINCIPALS.some((form) => form.test(value))) return false;
  if (kind === 'Service' && !SERVICE_PRINCIPAL.test(value)) return false;
  if (kind === 'Federated' && !FEDERATED_PRINCIPAL.test(value)) return false;
  return principals.principalExists(kind, value);
}

/** The first condition operator that does not exist. IAM does not mind one without keys. */
export const unknownOperator = (document: PolicyDocument): Placed | undefined =>
  statementsOf(document)
    .flatMap(({ Condition = {} }, index) =>
      Object.entries(Condition)
        .filter(([, keys]) => Object.keys(keys).length > 0)
        .map(([value]) => ({ value, at: ['Statement', index, 'Condition', value] })),
    )
    .find(({ value }) => !operatorNamed(value));

/** S3's wording. KMS's is not known. */
export function refuseUnknownOperator(document: PolicyDocument): void {
  const operator = unknownOperator(document);
  if (operator) throw malformed(`Invalid Condition type : ${operator.value}`, operator.at);
}

export const conditionKeysOf = (document: PolicyDocument): readonly Placed[] =>
  statementsOf(document).flatMap(({ Condition = {} }, index) =>
    Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.keys(keys).map((value) => ({ value, at: ['Statement', index, 'Condition', operator, value] })),
    ),
  );

const placedIn = <Name extends string>(
  elements: {
    readonly [name in Name]: OneOrMore<string> | undefined;
  },
): readonly Placed[] =>
  Object.entries<OneOrMore<string> | undefined>(elements).flatMap(([name, values]) =>
    listOf(values).map((value, index) => ({ value, at: [name, index] })),
  );

export const actionsOf = ({ Action, NotAction }: Statement): readonly Placed[] =>
  placedIn({ Action, NotAction });

export const resourceElements = ({ Resource, NotResource }: Statement): readonly Placed[] =>
  placedIn({ Resource, NotResource });
