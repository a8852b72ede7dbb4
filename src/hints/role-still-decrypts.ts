import { listOf, type Statement, statementsOf } from '../policy/document.ts';
import { allows } from '../policy/edit.ts';
import { matchesAction } from '../policy/match/action.ts';
import { missingChange, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

const DECRYPT = 'kms:Decrypt';

export default {
  id: 'role-still-decrypts',
  title: 'The role’s policy still allows kms:Decrypt',
  look(attempt) {
    const { before: now, after: wanted, title = '' } = missingChange(attempt, 'role-policy') ?? {};
    const { facts } = attempt;
    if (!now || !wanted || allows(wanted, DECRYPT, facts.key.arn)) return undefined;
    if (!allows(now, DECRYPT, facts.key.arn)) return undefined;
    for (const statement of statementsOf(now)) {
      const how = howItAllows(statement);
      if (how === undefined) continue;
      return {
        says: `${whereOf(statement, { now, title })} still allows ${DECRYPT}${how}.`,
        ...adviseEdit(`Remove ${DECRYPT}, and keep the other actions.`, 'role-policy', attempt),
      };
    }
    return undefined;
  },
} satisfies Mistake;

/** What to add to “still allows kms:Decrypt”; `undefined` if the statement does not. */
function howItAllows({ Effect, Action, NotAction }: Statement): string | undefined {
  if (Effect !== 'Allow') return undefined;
  if (NotAction !== undefined) {
    const spared = listOf(NotAction).some((pattern) => matchesAction(pattern, DECRYPT));
    return spared ? undefined : ': NotAction stands for all actions that it does not list';
  }
  const pattern = listOf(Action).find((each) => matchesAction(each, DECRYPT));
  if (pattern === undefined) return undefined;
  return /[*?]/.test(pattern) ? `: “${pattern}” covers it` : '';
}
