import type { Attempt, PagePlace } from '../contract/hint.ts';
import { type PolicyDifference, policyDifferences, same } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

export default {
  id: 'other-step-document',
  title: 'The policy is the one of another step',
  look(attempt) {
    for (const policy of policyDifferences(attempt)) {
      const place = placeWith(policy, attempt);
      if (!place) continue;
      const whose = place.title
        ? `the one of the step “${place.title}”`
        : 'the one that the page begins with';
      return {
        says: `The ${policy.title} is ${whose}; this step, “${attempt.step.title}”, wants another.`,
        ...edit('Take the document that belongs to this step.', policy.resource, attempt.facts),
      };
    }
    return undefined;
  },
} satisfies Mistake;

/** The step that first brings the document is the one it is known by. */
const placeWith = ({ resource, now }: PolicyDifference, { places }: Attempt): PagePlace | undefined =>
  places.find(({ documents }) => same(resource, documents[resource], now));
