import { iamArn } from '../contract/facts.ts';
import { sh } from '../contract/suggestion.ts';
import type { Mistake } from './mistake.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names */
export default {
  id: 'user-with-path',
  title: 'The user was created with a path, which is a part of its ARN',
  look({ facts, wanted, elsewhere: { userArn } }) {
    const { userName } = facts;
    const named = iamArn(facts, `user/${userName}`);
    if (!wanted.user || userArn === undefined || userArn === named) return undefined;
    return {
      says: `The user ${userName} has a path, so its ARN is ${userArn}. This step names ${named}, and KMS refuses a key policy that names a user who does not exist (“invalid principals”).`,
      do: 'Give the user the path /, which adds nothing to its ARN.',
      next: [{ shell: sh`aws iam update-user --user-name ${userName} --new-path /` }],
    };
  },
} satisfies Mistake;
