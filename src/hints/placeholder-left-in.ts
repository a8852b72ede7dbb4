import type { Facts } from '../contract/facts.ts';
import { statementsOf } from '../policy/document.ts';
import { policyDifferences, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

/** ARNs and account ids never contain angle brackets. */
const PLACEHOLDER = /<[^<>"]+>/;

export default {
  id: 'placeholder-left-in',
  title: 'A placeholder of the page was left in',
  look(attempt) {
    for (const policy of policyDifferences(attempt)) {
      for (const statement of statementsOf(policy.now)) {
        const [placeholder] = PLACEHOLDER.exec(JSON.stringify(statement)) ?? [];
        if (!placeholder) continue;
        return {
          says: `${whereOf(statement, policy)} still contains the placeholder ${placeholder}.`,
          ...adviseEdit(`Replace it with ${meantBy(placeholder, attempt.facts)}.`, policy.resource, attempt),
        };
      }
    }
    return undefined;
  },
} satisfies Mistake;

function meantBy(placeholder: string, { accountId, role, operator }: Facts): string {
  if (/of the operator/i.test(placeholder) && 'arn' in operator) {
    return operator.kind === 'role-session' ? operator.roleArn : operator.arn;
  }
  if (/\barn\b/i.test(placeholder)) return role.arn;
  return /acc?ount/i.test(placeholder) ? accountId : 'what it stands for';
}
