import { sh } from '../contract/suggestion.ts';
import { missingChange } from './difference.ts';
import type { Mistake } from './mistake.ts';

/**
 * IAM preserves the case of a name, and does not allow another name that differs only in case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
 */
export default {
  id: 'user-in-another-case',
  title: 'The user was created under another spelling of the name',
  look(attempt) {
    if (!missingChange(attempt, 'user')?.after) return undefined;
    const { userName } = attempt.facts;
    const found = attempt.elsewhere.userNames.find(
      (name) => name !== userName && bare(name) === bare(userName),
    );
    if (!found) return undefined;
    return {
      says: `There is a user “${found}”, but this step is about “${userName}”. The names have to be the same, in upper and lower case, too.`,
      do: `If you created “${found}” for this step, delete it. Then create “${userName}”.`,
      next: [
        { shell: sh`aws iam delete-user --user-name ${found}` },
        { shell: sh`aws iam create-user --user-name ${userName}` },
      ],
    };
  },
} satisfies Mistake;

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
