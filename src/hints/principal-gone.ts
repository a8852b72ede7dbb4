import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

/**
 * KMS stores users and roles by their unique id, and shows the id once they are deleted.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
const UNIQUE_ID = /^A(?:IDA|ROA)[A-Z0-9]+$/;

export default {
  id: 'principal-gone',
  title: 'The policy names a user or role that was deleted',
  look: (attempt) =>
    inStatements(attempt, (pair, policy) => {
      const gone = pair.members.find(
        ({ member, removed }) => /Principal/.test(member) && removed.some((name) => UNIQUE_ID.test(name)),
      );
      if (!gone) return undefined;
      return {
        says: `${whereOf(pair.is, policy)} names ${gone.removed.join(', ')}, the id of a user or role that was deleted. A new one of the same name has another id.`,
        ...adviseEdit(`Write ${gone.added.join(', ')} instead, and save.`, policy.resource, attempt),
      };
    }),
} satisfies Mistake;
