import type { Attempt } from '../contract/hint.ts';
import type { Change } from '../contract/resource.ts';
import { type PolicyDifference, policyDifferences, whereOf } from './difference.ts';
import type { Advice } from './mistake.ts';
import { edit } from './ways.ts';

/** The last word: what differs, whatever the cause. */
export default {
  id: 'differs',
  title: 'It is not what the step wants',
  look(attempt: Attempt): Advice {
    const [policy] = policyDifferences(attempt);
    if (policy) return inPolicy(policy, attempt);
    const [change] = attempt.missing;
    return change ? inResource(change) : NOTHING;
  },
};

const NOTHING: Advice = { says: 'Nothing differs from what the step wants.', do: 'Have it checked again.' };

function inPolicy(policy: PolicyDifference, { facts }: Attempt): Advice {
  const findings = policy.pairs.flatMap(({ is, members }) =>
    members.map(
      ({ member, removed, added }) =>
        `${whereOf(is, policy)}: ${member} has ${listed(removed)} and should have ${listed(added)}`,
    ),
  );
  return {
    says: `${findings.length > 0 ? findings.join('; ') : `The ${policy.title} is written in another version of the policy language`}.`,
    ...edit('Mend it.', policy.resource, facts),
  };
}

const inResource = ({ title, before, after }: Change): Advice =>
  after
    ? {
        says: `The ${title} ${before ? `is ${JSON.stringify(before)}` : 'does not exist'}; the step wants ${JSON.stringify(after)}.`,
        do: 'Bring it to what the step wants.',
      }
    : {
        says: `The ${title} is there already; this step begins and ends without it.`,
        do: 'Take it away again: it comes later, or it is not the page’s.',
      };

const listed = (values: readonly string[]): string => (values.length > 0 ? values.join(', ') : 'nothing');
