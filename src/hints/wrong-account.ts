import { meaning } from '../policy/canonical.ts';
import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

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
            says: `${whereOf(is, policy)} has “${wrong}” in its ${member}: that is not this account, which is ${accountId}.`,
            ...edit(`Write ${right} there.`, policy.resource, attempt.facts),
          };
        }
      }
      return undefined;
    }),
} satisfies Mistake;

/** Twelve digits are an account; so is what somebody typed for one, with dashes or a digit short. */
const withoutAccount = (value: string): string =>
  meaning.principal(value).replace(/(?<=^|:)\d[\d-]{9,14}(?=$|:)/, '<account>');
