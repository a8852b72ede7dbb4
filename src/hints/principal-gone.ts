import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

/**
 * KMS keeps users and roles by their unique id and shows it once they are gone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
const UNIQUE_ID = /^A(?:IDA|ROA)[A-Z0-9]+$/;

export default {
  id: 'principal-gone',
  title: 'The policy names somebody who was deleted',
  look: (attempt) =>
    inStatements(attempt, (pair, policy) => {
      const gone = pair.members.find(
        ({ member, removed }) => /Principal/.test(member) && removed.some((name) => UNIQUE_ID.test(name)),
      );
      if (!gone) return undefined;
      return {
        says: `${whereOf(pair.is, policy)} names ${gone.removed.join(', ')}: that is all that is left of a user or role that was deleted. One of the same name that was made later is another one.`,
        ...edit(`Write ${gone.added.join(', ')} there again and save.`, policy.resource, attempt.facts),
      };
    }),
} satisfies Mistake;
