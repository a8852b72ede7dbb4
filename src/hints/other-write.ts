import type { Facts } from '../contract/facts.ts';
import type { WriteByHand } from '../contract/write-by-hand.ts';
import type { Mistake } from './mistake.ts';
import { toDo } from './ways.ts';
import { calledBy, WRITES } from './write-refused.ts';

export default {
  id: 'other-write',
  title: 'Something else was changed, or what was saved means the same as before',
  look(attempt) {
    const { byHand = [], facts } = attempt;
    const [first] = attempt.missing;
    const last = byHand.findLast(({ refusal }) => refusal === undefined);
    if (!last || !first) return undefined;
    const { do: what, next } = toDo(first.resource, attempt);
    const asBefore = `The ${first.title} is as it was before this step`;
    const advice = next ? { next } : {};
    if (WRITES[last.operation] === first.resource && isThere(last, facts))
      return {
        says: `${asBefore}: what ${calledBy(last, 'your')} saved means the same.`,
        do: what,
        ...advice,
      };
    return {
      says: `${asBefore}. ${calledBy(last)} changed something else${last.on ? `: ${last.on}` : ''}.`,
      do: `If that call was meant for this step, check the names and ids in it. ${what}`,
      ...advice,
    };
  },
} satisfies Mistake;

const isThere = ({ on }: WriteByHand, { key, rolePolicy, role }: Facts): boolean =>
  on !== undefined && [key.arn, rolePolicy.kind === 'managed' ? rolePolicy.arn : role.arn].includes(on);
