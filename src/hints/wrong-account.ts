import { meaning } from '../policy/canonical.ts';
import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'wrong-account',
  title: 'The account id is another one',
  look: (attempt) =>
    inStatements(attempt, ({ is, members }, policy) => {
      const { accountId } = attempt.facts;
      for (const { member, removed, added } of members) {
        for (const wrong of removed.filter((value) => !value.includes(accountId))) {
          const right = added.find(
            (value) => value.includes(accountId) && withoutAccount(value) === withoutAccount(wrong),
          );
          if (right === undefined) continue;
          return {
            says: `${whereOf(is, policy)} has “${wrong}” in its ${member}. The id of this account is ${accountId}${DASHED.test(wrong) ? ', without dashes' : ''}.`,
            ...adviseEdit(`Write ${right} instead.`, policy.resource, attempt),
          };
        }
      }
      return undefined;
    }),
} satisfies Mistake;

/** As the console shows an account id. */
const DASHED = /\d{4}-\d{4}-\d{4}/;

/** Twelve digits are an account id. So is a mistyped one, with dashes or a missing digit. */
const withoutAccount = (value: string): string =>
  meaning.principal(value).replace(/(?<=^|:)\d[\d-]{9,14}(?=$|:)/, '<account>');
