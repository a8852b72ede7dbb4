import { listOf, type PolicyDocument, type Statement, statementsOf } from '../policy/document.ts';
import { matchesAction } from '../policy/match/action.ts';
import { missingChange, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'role-denies-instead',
  title: 'kms:Decrypt is denied, and should only no longer be allowed',
  look(attempt) {
    const { before: now, after: wanted, title = '' } = missingChange(attempt, 'role-policy') ?? {};
    const denial = now && denialIn(now);
    // A Deny that was there before is as its owner wants it.
    if (!denial || (wanted && denialIn(wanted))) return undefined;
    return {
      says: `${whereOf(denial, { now, title })} denies kms:Decrypt. This step only stops allowing it. A Deny overrides every Allow, also the one of a later key policy.`,
      ...adviseEdit('Remove the Deny, and remove kms:Decrypt from the Allow.', 'role-policy', attempt),
    };
  },
} satisfies Mistake;

const denialIn = (document: PolicyDocument): Statement | undefined =>
  statementsOf(document).find(
    ({ Effect, Action }) =>
      Effect === 'Deny' && listOf(Action).some((pattern) => matchesAction(pattern, 'kms:Decrypt')),
  );
