import type { Attempt, PagePlace } from '../contract/hint.ts';
import { type PolicyDifference, policyDifferences, same } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'other-step-document',
  title: 'The policy is the one of another step',
  look(attempt) {
    for (const policy of policyDifferences(attempt)) {
      const place = placeWith(policy, attempt);
      if (!place) continue;
      const whose = place.title
        ? `the document of the step “${place.title}”`
        : 'the document that the page begins with';
      return {
        says: `The ${policy.title} is ${whose}. This step, “${attempt.step.title}”, wants another one.`,
        ...adviseEdit('Save the document of this step.', policy.resource, attempt),
      };
    }
    return undefined;
  },
} satisfies Mistake;

/** A document is named after the first step that leads to it. */
const placeWith = ({ resource, now }: PolicyDifference, { places }: Attempt): PagePlace | undefined =>
  places.find(({ documents }) => same(resource, documents[resource], now));
