import { listOf, type PolicyDocument, type Statement, statementsOf } from '../policy/document.ts';
import { matchesAction } from '../policy/match/action.ts';
import { missing, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

export default {
  id: 'role-denies-instead',
  title: 'kms:Decrypt was denied instead of no longer allowed',
  look(attempt) {
    const { before: now, after: wanted, title = '' } = missing(attempt, 'role-policy') ?? {};
    const denial = now && denialIn(now);
    // One that was there before is as its owner wants it.
    if (!denial || (wanted && denialIn(wanted))) return undefined;
    return {
      says: `${whereOf(denial, { now, title })} denies kms:Decrypt. The page only stops allowing it: a Deny would beat every Allow, also the one in the key policy that comes later.`,
      ...edit('Remove the Deny, and kms:Decrypt from the Allow.', 'role-policy', attempt.facts),
    };
  },
} satisfies Mistake;

const denialIn = (document: PolicyDocument): Statement | undefined =>
  statementsOf(document).find(
    ({ Effect, Action }) =>
      Effect === 'Deny' && listOf(Action).some((pattern) => matchesAction(pattern, 'kms:Decrypt')),
  );
