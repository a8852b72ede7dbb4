import leven from 'leven';
import { KMS_ACTIONS } from '../policy/kms-actions.ts';
import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

/** A name that is less similar to every wanted action was meant as something else. */
const MOST_SLIPS = 3;

/** IAM and KMS save a name that no service has. No request has it, so the statement has no effect. */
export default {
  id: 'action-misspelt',
  title: 'The action does not exist',
  look: (attempt) =>
    inStatements(attempt, ({ is, members }, policy) => {
      const { removed = [], added = [] } = members.find(({ member }) => member === 'Action') ?? {};
      for (const action of removed.filter(isUnknown)) {
        const meant = nearest(action, added);
        if (meant === undefined) continue;
        return {
          says: `“${action}”, in ${whereOf(is, policy)}, is not an action of KMS. No request has it, so the statement ${is.Effect === 'Allow' ? 'allows' : 'denies'} nothing by it.`,
          ...adviseEdit(`Write ${meant} instead.`, policy.resource, attempt),
        };
      }
      return undefined;
    }),
} satisfies Mistake;

const KNOWN: ReadonlySet<string> = new Set(KMS_ACTIONS.map((action) => action.toLowerCase()));

const isUnknown = (action: string): boolean => !/[*?]/.test(action) && !KNOWN.has(action.toLowerCase());

function nearest(action: string, wanted: readonly string[]): string | undefined {
  const slips = (one: string): number => leven(one.toLowerCase(), action.toLowerCase());
  const [first] = [...wanted].sort((a, b) => slips(a) - slips(b));
  return first !== undefined && slips(first) <= MOST_SLIPS ? first : undefined;
}
