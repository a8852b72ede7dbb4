import type { Mistake } from './mistake.ts';
import { toDo } from './ways.ts';
import { calledBy } from './write-refused.ts';

export default {
  id: 'other-write',
  title: 'Something else was changed',
  look(attempt) {
    const { byHand = [] } = attempt;
    const [first] = attempt.missing;
    const last = byHand.findLast(({ refusal }) => refusal === undefined);
    if (!last || !first) return undefined;
    const { do: what, next } = toDo(first.resource, attempt);
    return {
      says: `The ${first.title} is as it was before this step. ${calledBy(last)} changed something else.`,
      do: `If that call was meant for this step, check the names and ids in it. ${what}`,
      ...(next ? { next } : {}),
    };
  },
} satisfies Mistake;
