import type { OtherRolePolicy } from '../contract/elsewhere.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import { sameDocument } from '../policy/canonical.ts';
import { allows } from '../policy/edit.ts';
import { missing, same } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

export default {
  id: 'another-role-policy-edited',
  title: 'Another policy of the role was edited instead',
  look(attempt) {
    const { facts, since, elsewhere, before } = attempt;
    const change = missing(attempt, 'role-policy');
    if (!change || !same('role-policy', change.before, before['role-policy'])) return undefined;
    const edited = elsewhere.rolePolicies.find((policy) => wasEdited(policy, since));
    if (!edited?.previous) return undefined;
    const lostDecrypt =
      allows(edited.previous, 'kms:Decrypt', facts.key.arn) &&
      !allows(edited.document, 'kms:Decrypt', facts.key.arn);
    const { name } = facts.rolePolicy;
    const way = edit(`Take that edit back, then edit ${name}.`, 'role-policy', facts);
    return {
      says: lostDecrypt
        ? `You took kms:Decrypt out of ${edited.name}. ${name} is the policy that still gives it to the role.`
        : `You edited ${edited.name}, another policy of the role. ${name} is the one this step is about, and it is as it was.`,
      ...way,
      next: [...undoing(edited), ...(way.next ?? [])],
    };
  },
} satisfies Mistake;

const undoing = ({ arn, previousVersion }: OtherRolePolicy): readonly Suggestion[] =>
  arn && previousVersion
    ? [
        {
          why: 'puts the version into force that was',
          shell: `aws iam set-default-policy-version --policy-arn ${arn} --version-id ${previousVersion}`,
        },
      ]
    : [];

/** IAM tells time in whole seconds. */
const SECOND = 1000;

/** A policy that somebody edited before the lab began is as its owner wants it. */
const wasEdited = ({ document, previous, changedAt = '' }: OtherRolePolicy, since: string): boolean =>
  previous !== undefined &&
  Date.parse(changedAt) > Date.parse(since) - SECOND &&
  !sameDocument(previous, document);
