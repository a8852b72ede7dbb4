import type { ResourceId } from '../contract/resource.ts';
import { same } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

export default {
  id: 'nothing-changed',
  title: 'What the step changes is as it was before',
  look({ missing, before, facts }) {
    const untouched = missing.every(({ resource, before: now }) => same(resource, now, before[resource]));
    const [first] = missing;
    if (!first || !untouched) return undefined;
    return {
      says: `Nothing has changed yet: the ${first.title} is as it was before this step.`,
      ...(isPolicy(first.resource)
        ? edit(`Did you save? ${AFTER_REFUSAL[first.resource]}`, first.resource, facts)
        : { do: 'Did you save? See what the step asks for.' }),
    };
  },
} satisfies Mistake;

const isPolicy = (id: ResourceId): id is keyof typeof AFTER_REFUSAL => id in AFTER_REFUSAL;

const AFTER_REFUSAL = {
  'key-policy':
    'If KMS refused the policy for “invalid principals”, a placeholder is left in it, or it names somebody who does not exist.',
  'role-policy': 'The console asks twice: Review policy, then Save changes.',
} as const;
