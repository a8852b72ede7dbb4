import type { Attempt } from '../contract/hint.ts';
import type { Change } from '../contract/resource.ts';
import { type PolicyDifference, policyDifferences, whereOf } from './difference.ts';
import type { HintAdvice } from './mistake.ts';
import { adviseEdit, stopWebApp } from './ways.ts';

/** The last resort: says what differs, whatever the cause. */
export default {
  id: 'differs',
  title: 'It is not what the step wants',
  look(attempt: Attempt): HintAdvice {
    const [policy] = policyDifferences(attempt);
    if (policy) return inPolicy(policy, attempt);
    const [change] = attempt.missing;
    return change ? inResource(change, attempt) : NOTHING;
  },
};

const NOTHING: HintAdvice = { says: 'Nothing differs from what this step wants.', do: 'Check it again.' };

function inPolicy(policy: PolicyDifference, attempt: Attempt): HintAdvice {
  const findings = policy.pairs.flatMap(({ is, members }) =>
    members.map(
      ({ member, removed, added }) =>
        `${whereOf(is, policy)}: ${member} has ${listed(removed)} and should have ${listed(added)}`,
    ),
  );
  return {
    says: `${findings.length > 0 ? findings.join('; ') : `The ${policy.title} has another Version, which is the version of the policy language`}.`,
    ...adviseEdit('Correct it.', policy.resource, attempt),
  };
}

const inResource = ({ resource, title, before, after }: Change, { facts }: Attempt): HintAdvice => {
  if (after) {
    return {
      says: `The ${title} ${before ? `is ${JSON.stringify(before)}` : 'does not exist'}; this step wants ${JSON.stringify(after)}.`,
      do: 'Change it to what this step wants.',
    };
  }
  const says = `The ${title} is there already. This step begins and ends without it.`;
  return resource === 'web-app'
    ? { says, ...stopWebApp('Stop it: a later step starts it.', facts) }
    : { says, do: 'Remove it: a later step creates it.' };
};

const listed = (values: readonly string[]): string => (values.length > 0 ? values.join(', ') : 'nothing');
