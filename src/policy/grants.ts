import type { Statement } from './document.ts';
import { encryptionContextOf } from './kms-context.ts';
import { foldAction } from './match/action.ts';
import { type PrincipalForm, type PrincipalReach, reachOf, readPrincipal } from './match/principal.ts';
import type { Context, KeyGrant, Request } from './request.ts';

/**
 * How a grant reaches the caller with this request; `undefined`: not at all. A grant allows what a key policy
 * statement for its grantee would, and cannot deny. Two points are inferred: that a role's grant applies to its
 * sessions, and that a boundary limits it like such a statement.
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export function reachOfGrant(
  grant: KeyGrant,
  { caller, action, context = {} }: Request,
  facets: readonly PrincipalForm[],
): PrincipalReach | undefined {
  const operation = grant.operations.find((each) => foldAction(`kms:${each}`) === foldAction(action));
  if (operation === undefined || !meets(grant, operation, context)) return undefined;
  return reachOf(readPrincipal(granteeOf(grant)), facets, caller);
}

/** A grant as the key policy statement that would allow the same. */
export const statementOfGrant = (grant: KeyGrant): Statement => ({
  Sid: grant.id,
  Effect: 'Allow',
  Principal: granteeOf(grant),
  Action: grant.operations.map((operation) => `kms:${operation}`),
  Resource: '*',
});

/**
 * `the grant "for-backups"`. A name need not be unique, and most grants have none.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
 */
export const titleOfGrant = ({ id, name }: Pick<KeyGrant, 'id' | 'name'>): string =>
  name === undefined ? `the grant ${id}` : `the grant “${name}” (${id})`;

/** ListGrants names a service if the grant belongs to one: `s3.amazonaws.com`. */
const granteeOf = ({ grantee }: KeyGrant): { readonly AWS: string } | { readonly Service: string } =>
  /^[\w.-]+\.amazonaws\.com(\.cn)?$/.test(grantee) ? { Service: grantee } : { AWS: grantee };

/**
 * Constraints limit cryptographic operations. The names of their pairs are not case-sensitive, the values are. A grant
 * with a constraint is assumed not to be passed on at all, although AWS only requires constraints that are as strict.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
 */
function meets({ operations, constraint }: KeyGrant, operation: string, context: Context): boolean {
  if (operation === 'CreateGrant') {
    const passedOn = [context['kms:GrantOperations'] ?? []].flat();
    return !constraint && passedOn.every((each) => operations.includes(each));
  }
  if (!constraint || UNCONSTRAINED.includes(operation)) return true;
  const given = Object.entries(encryptionContextOf(context));
  const wanted = Object.entries(constraint.context);
  return (
    wanted.every((pair) => given.some((other) => isSamePair(pair, other))) &&
    (constraint.kind === 'subset' || given.every((pair) => wanted.some((other) => isSamePair(pair, other))))
  );
}

type Pair = readonly [name: string, value: string];

const isSamePair = ([name, value]: Pair, [other, otherValue]: Pair): boolean =>
  name.toLowerCase() === other.toLowerCase() && value === otherValue;

/** Operations without an encryption context. */
const UNCONSTRAINED: readonly string[] = ['DescribeKey', 'RetireGrant'];
