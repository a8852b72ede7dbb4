import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

const MEANS = { Allow: 'allows', Deny: 'denies' } as const;

export default {
  id: 'effect-swapped',
  title: 'Allow and Deny were mistaken for each other',
  look: (attempt) =>
    inStatements(attempt, ({ is, should }, policy) => {
      if (is.Effect === should.Effect) return undefined;
      return {
        says: `${whereOf(is, policy)} says ${is.Effect}. This step wants ${should.Effect}: the statement ${MEANS[is.Effect]} what it should ${should.Effect.toLowerCase()}.`,
        ...adviseEdit(`Write "Effect": "${should.Effect}".`, policy.resource, attempt),
      };
    }),
} satisfies Mistake;
