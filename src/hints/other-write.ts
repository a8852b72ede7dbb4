import type { Mistake } from './mistake.ts';
import { calledBy } from './write-refused.ts';

export default {
  id: 'other-write',
  title: 'Something was changed that the step is not about',
  look({ byHand = [], missing: [first] }) {
    const last = byHand.findLast(({ refusal }) => refusal === undefined);
    if (!last || !first) return undefined;
    return {
      says: `${calledBy(last)} changed nothing that this step is about: the ${first.title} is as it was before the step.`,
      do: 'Check the names and ids in what you typed, then see what the step asks for.',
    };
  },
} satisfies Mistake;
