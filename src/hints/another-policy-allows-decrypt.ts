import { sh } from '../contract/suggestion.ts';
import { allows } from '../policy/edit.ts';
import { documentsAreRight } from './difference.ts';
import type { Mistake } from './mistake.ts';

export default {
  id: 'another-policy-allows-decrypt',
  title: 'Another policy of the role allows kms:Decrypt',
  look(attempt) {
    const { facts, elsewhere, failed } = attempt;
    if (!documentsAreRight(attempt) || !failed.some(({ id }) => id === 'role-cannot-decrypt'))
      return undefined;
    const other = elsewhere.rolePolicies.find(({ document }) =>
      allows(document, 'kms:Decrypt', facts.key.arn),
    );
    if (!other) return undefined;
    return {
      says: `${facts.rolePolicy.name} no longer allows kms:Decrypt, but ${other.name}, another policy of the role, does.`,
      do: other.arn
        ? 'If the workshop did not attach it, detach it.'
        : 'If the workshop did not add it, remove it.',
      next: [
        {
          shell: other.arn
            ? sh`aws iam detach-role-policy --role-name ${facts.role.name} --policy-arn ${other.arn}`
            : sh`aws iam delete-role-policy --role-name ${facts.role.name} --policy-name ${other.name}`,
        },
      ],
    };
  },
} satisfies Mistake;
