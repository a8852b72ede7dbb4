import { listOf, type PrincipalElement, type PrincipalKind } from '../document.ts';
import type { Caller, NotPrincipalModel } from '../request.ts';

/**
 * How a policy names a caller. `direct`: the user, the session, the service, or everyone. `role`: the role of the
 * session. `account`: the account, which leaves the decision to its IAM policies; for the root user, who is the
 * account, that is direct, too.
 */
export type PrincipalReach = 'direct' | 'role' | 'account';

/** One of the principals that a caller is at the same time, in every form that AWS writes it. */
export interface PrincipalForm {
  readonly reach: PrincipalReach;
  readonly names: readonly string[];
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * KMS stores users and roles by unique id, and shows the id once they are deleted.
 */
export function facetsOf(caller: Caller): readonly PrincipalForm[] {
  switch (caller.kind) {
    case 'root':
      return [{ reach: 'direct', names: accountNames(caller) }];
    case 'user':
      return [accountFacet(caller), { reach: 'direct', names: [caller.arn, caller.id] }];
    case 'role-session':
      return [
        accountFacet(caller),
        { reach: 'role', names: [caller.roleArn, caller.id] },
        { reach: 'direct', names: [caller.arn] },
      ];
    case 'federated-user':
      return [accountFacet(caller), { reach: 'direct', names: [caller.arn] }];
    case 'service':
      return [{ reach: 'direct', names: [caller.name] }];
    case 'anonymous':
      return [];
  }
}

interface InAccount {
  readonly accountId: string;
  readonly arn: string;
}

const accountFacet = (caller: InAccount): PrincipalForm => ({
  reach: 'account',
  names: accountNames(caller),
});

const accountNames = ({ accountId, arn }: InAccount): readonly string[] => [
  accountId,
  `arn:${arn.split(':')[1]}:iam::${accountId}:root`,
];

/** A parsed Principal or NotPrincipal element. */
export interface ReadPrincipal {
  readonly everyone: boolean;
  lists(facet: PrincipalForm, caller: Caller): boolean;
  /** Names an S3 account by its canonical id, which the request does not include. */
  readonly canonical: boolean;
}

/** `"*"` and `{"AWS": "*"}` are the same; a wildcard inside an ARN matches no one. */
export function readPrincipal(element: PrincipalElement): ReadPrincipal {
  const of = (kind: PrincipalKind): ReadonlySet<string> =>
    new Set(element === '*' || !Object.hasOwn(element, kind) ? [] : listOf(element[kind]));
  const aws = of('AWS');
  const service = of('Service');
  return {
    everyone: element === '*' || aws.has('*'),
    lists: ({ names }, caller) => names.some((name) => (caller.kind === 'service' ? service : aws).has(name)),
    canonical: of('CanonicalUser').size > 0,
  };
}

/** The strongest way in which a Principal element names the caller. */
export function reachOf(
  named: ReadPrincipal,
  facets: readonly PrincipalForm[],
  caller: Caller,
): PrincipalReach | undefined {
  if (named.everyone) return 'direct';
  // Facets are listed from the widest to the narrowest.
  return facets.findLast((facet) => named.lists(facet, caller))?.reach;
}

/**
 * When `NotPrincipal` with `Deny` exempts a caller. AWS says that it "may" look at the account, then the role, then
 * the session, and wants all three listed; it does not say so for KMS, and one sentence of its page can be read
 * otherwise.
 *
 * - `all-facets`: everything that the caller is must be listed. The best supported reading: an administrator is
 *   denied if only the account root is listed, and a role's sessions if only the role is (reported for S3 bucket
 *   policies).
 * - `role-covers-sessions`: account and role are enough for the role's sessions.
 * - `any-facet`: one is enough, so the account root exempts the whole account.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
const SPARES: Readonly<
  Record<
    NotPrincipalModel,
    (facets: readonly PrincipalForm[], lists: (facet: PrincipalForm) => boolean) => boolean
  >
> = {
  'all-facets': (facets, lists) => facets.every(lists),
  'role-covers-sessions': (facets, lists) => {
    const isRole = facets.some(({ reach }) => reach === 'role');
    return facets.filter(({ reach }) => !isRole || reach !== 'direct').every(lists);
  },
  'any-facet': (facets, lists) => facets.some(lists),
};

/** Whether a Deny's NotPrincipal exempts the caller. It never does if a permissions boundary is set. */
export function spares(
  named: ReadPrincipal,
  facets: readonly PrincipalForm[],
  caller: Caller,
  model: NotPrincipalModel,
  hasBoundary: boolean,
): boolean {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html ("will always deny")
  if (hasBoundary) return false;
  if (named.everyone) return true;
  return facets.length > 0 && SPARES[model](facets, (facet) => named.lists(facet, caller));
}
