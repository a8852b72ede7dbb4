import type { OtherRolePolicy } from '../contract/elsewhere.ts';
import type { Facts } from '../contract/facts.ts';
import type { Attempt } from '../contract/hint.ts';
import { acceptingLast, accepts } from '../contract/suggestion.ts';
import type { AroundId, FacetChange } from '../contract/surroundings.ts';
import { allows, denies } from '../policy/edit.ts';
import type { PlacedHint } from './mistake.ts';

const DECRYPT = 'kms:Decrypt';

/** What decides who may use the key, or whether the web app works. The closest to the key comes first. */
export const DECIDING: readonly AroundId[] = [
  'key-state',
  'key-material',
  'role-attached',
  'role-inline',
  'role-boundary',
  'role-trust',
  'grants',
  'bucket-policy',
  'sample-file',
];

/** What decides nothing, but is not part of the page either. */
export const BESIDES: readonly AroundId[] = ['other-policies', 'other-aliases', 'other-keys', 'other-users'];

export const REST_CHANGED: Readonly<Record<AroundId, string>> = {
  'key-state': 'The key was disabled, or is to be deleted',
  'key-material': 'The key material was deleted, or ends at another time',
  'role-attached': 'A policy was attached to the role, or detached from it',
  'role-inline': 'An inline policy of the role was made, changed or deleted',
  'role-boundary': 'The permissions boundary of the role was changed',
  'role-trust': 'The trust policy of the role was changed',
  grants: 'A grant on the key was made, or revoked',
  'bucket-policy': 'The policy of the bucket was changed',
  'sample-file': 'The sample file was stored again, or deleted',
  'other-policies': 'Another customer-managed policy was changed',
  'other-aliases': 'Another alias of the key was made, or deleted',
  'other-keys': 'A key was made',
  'other-users': 'A user was made, or deleted',
};

export const idOf = (about: AroundId): string => `${about}-changed`;

/** What changed in these facets of the rest of the account, in their order. */
export const restChanged = (attempt: Attempt, about: readonly AroundId[]): readonly PlacedHint[] =>
  about.flatMap((one) =>
    attempt.changed
      // What another facet, or the state of the key, says to type to restore it.
      .filter((change) => change.about === one && change.undo.length > 0)
      .map((change) => findingOf(change, attempt)),
  );

function findingOf(change: FacetChange, attempt: Attempt): PlacedHint {
  const { about, facet, says, undo } = change;
  return {
    id: idOf(about),
    where: facet.replace(/,.*$/, ''),
    says: [says, ...effects(change, attempt)].join(' '),
    do: undo.every(accepts)
      ? 'It cannot be undone. Accept the account as it is now, then go on with the step.'
      : 'The page does not ask for this. Undo it, then go on with the step.',
    next: acceptingLast(undo),
  };
}

/** How the role's new policies affect kms:Decrypt, which is what the page is about. */
function effects({ about, says }: FacetChange, { elsewhere, facts }: Attempt): readonly string[] {
  if (about !== 'role-attached' && about !== 'role-inline') return [];
  const named = says.split(/[\s,]+|\.(?=\s|$)/);
  return elsewhere.rolePolicies
    .filter(({ name, arn }) => (arn !== undefined) === (about === 'role-attached') && named.includes(name))
    .flatMap((policy) => effectOf(policy, facts));
}

const effectOf = ({ name, document }: OtherRolePolicy, { key }: Facts): readonly string[] => {
  if (denies(document, DECRYPT, key.arn))
    return [`${name} denies ${DECRYPT}, and a Deny overrides every Allow.`];
  return allows(document, DECRYPT, key.arn) ? [`${name} allows ${DECRYPT}.`] : [];
};
