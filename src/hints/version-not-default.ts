import type { PolicyVersion } from '../contract/elsewhere.ts';
import type { Attempt } from '../contract/hint.ts';
import { sh } from '../contract/suggestion.ts';
import { missingChange, same } from './difference.ts';
import { documentMistake } from './documents.ts';
import type { Mistake } from './mistake.ts';
import { isMadeSince } from './ways.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
export default {
  id: 'version-not-default',
  title: 'The new version of the policy is not the default',
  look(attempt) {
    const { facts, elsewhere } = attempt;
    const { rolePolicy } = facts;
    const change = missingChange(attempt, 'role-policy');
    const inForce = elsewhere.versions.find(({ isDefault }) => isDefault);
    if (!change?.after || !inForce || rolePolicy.kind !== 'managed') return undefined;
    const made = madeByHand(attempt);
    // If the policy was changed in this step, an earlier version may be the right one.
    const isUntouched = same('role-policy', change.before, attempt.before['role-policy']);
    const idle = isUntouched ? made : elsewhere.versions.filter(({ isDefault }) => !isDefault);
    const right = idle.find(({ document }) => same('role-policy', document, change.after));
    const { name, arn } = rolePolicy;
    if (right) {
      return {
        says: `Version ${right.id} of ${name} has what the step wants, but ${inForce.id} is the default version, and only the default version is in force.`,
        do: `Make ${right.id} the default version.`,
        next: [
          { shell: sh`aws iam set-default-policy-version --policy-arn ${arn} --version-id ${right.id}` },
        ],
      };
    }
    const [newest] = made;
    if (!newest || numberOf(newest) < numberOf(inForce)) return undefined;
    const inIt = documentMistake({ ...attempt, missing: [{ ...change, before: newest.document }] });
    return {
      says: `Version ${newest.id} of ${name} is not in force: ${inForce.id} is the default version. Besides, in ${newest.id}: ${inIt.says}`,
      do: inIt.do,
      ...(inIt.next ? { next: inIt.next } : {}),
    };
  },
} satisfies Mistake;

/** Versions that were created in this step and are not in force, newest first, without those that kms-lab created. */
const madeByHand = ({ elsewhere, since, byHand }: Attempt): readonly PolicyVersion[] =>
  byHand && !byHand.some(({ operation }) => /PolicyVersion$/.test(operation))
    ? []
    : elsewhere.versions.filter((version) => !version.isDefault && isMadeSince(version, since));

const numberOf = ({ id }: PolicyVersion): number => Number(id.slice(1));
