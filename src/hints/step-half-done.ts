import { RESOURCE_ORDER } from '../contract/resource.ts';
import { same } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { toDo } from './ways.ts';

export default {
  id: 'step-half-done',
  title: 'One part of the step is done, another is not',
  look(attempt) {
    const { before, wanted, missing } = attempt;
    const [first] = missing;
    const done = RESOURCE_ORDER.filter(
      (id) => !same(id, before[id], wanted[id]) && !missing.some(({ resource }) => resource === id),
    );
    if (!first || done.length === 0) return undefined;
    return {
      says: `One part of the step is done. The ${first.title} is as it was before the step.`,
      ...toDo(first.resource, attempt),
    };
  },
} satisfies Mistake;
