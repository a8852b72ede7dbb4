import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

const MEANS = { Allow: 'lets in', Deny: 'shuts out' } as const;

export default {
  id: 'effect-swapped',
  title: 'Allow and Deny were mistaken for each other',
  look: (attempt) =>
    inStatements(attempt, ({ is, should }, policy) => {
      if (is.Effect === should.Effect) return undefined;
      return {
        says: `${whereOf(is, policy)} says ${is.Effect} where the step wants ${should.Effect}: it ${MEANS[is.Effect]} whom it should ${should.Effect === 'Allow' ? 'let in' : 'shut out'}.`,
        ...edit(`Write "Effect": "${should.Effect}".`, policy.resource, attempt.facts),
      };
    }),
} satisfies Mistake;
