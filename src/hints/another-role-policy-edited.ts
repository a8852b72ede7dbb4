import type { OtherRolePolicy } from '../contract/elsewhere.ts';
import { type Suggestion, sh } from '../contract/suggestion.ts';
import { sameDocument } from '../policy/canonical.ts';
import { allows } from '../policy/edit.ts';
import { missingChange, same } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit, isMadeSince } from './ways.ts';

export default {
  id: 'another-role-policy-edited',
  title: 'Another policy of the role was edited instead',
  look(attempt) {
    const { facts, since, elsewhere, before } = attempt;
    const change = missingChange(attempt, 'role-policy');
    if (!change || !same('role-policy', change.before, before['role-policy'])) return undefined;
    const edited = elsewhere.rolePolicies.find((policy) => wasEdited(policy, since));
    if (!edited?.previous) return undefined;
    const lostDecrypt =
      allows(edited.previous, 'kms:Decrypt', facts.key.arn) &&
      !allows(edited.document, 'kms:Decrypt', facts.key.arn);
    const { name } = facts.rolePolicy;
    const way = adviseEdit(`Undo that edit, then edit ${name}.`, 'role-policy', attempt);
    return {
      says: lostDecrypt
        ? `You removed kms:Decrypt from ${edited.name}. This step is about ${name}, which still allows it to the role.`
        : `You edited ${edited.name}, another policy of the role. This step is about ${name}, which is as it was.`,
      ...way,
      next: [...undoing(edited), ...(way.next ?? [])],
    };
  },
} satisfies Mistake;

const undoing = ({ arn, previousVersion }: OtherRolePolicy): readonly Suggestion[] =>
  arn && previousVersion
    ? [
        {
          why: 'makes the previous version the default again',
          shell: sh`aws iam set-default-policy-version --policy-arn ${arn} --version-id ${previousVersion}`,
        },
      ]
    : [];

/** A policy that was edited before the lab began is as its owner wants it. */
const wasEdited = ({ document, previous, changedAt = '' }: OtherRolePolicy, since: string): boolean =>
  previous !== undefined && isMadeSince({ createdAt: changedAt }, since) && !sameDocument(previous, document);
