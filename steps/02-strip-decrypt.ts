import { editOf, editStep } from '../src/contract/step.ts';
import { withoutAction } from '../src/policy/edit.ts';
import { rolePolicyByCli, rolePolicyInConsole } from './by-hand/role-policy.ts';

export default editStep({
  id: 'strip-decrypt',
  title: 'Take kms:Decrypt away from the instance role',
  section: 'IAM roles - only Encrypt the KMS but not Decrypt the KMS.',
  guide: {
    why:
      'The instance stores encrypted files; it does not have to read them back. That is least privilege and ' +
      'separation of duties. S3 asks KMS for a data key when it stores a file (kms:GenerateDataKey) and to ' +
      'decrypt when it reads one (kms:Decrypt), so taking one action out of the role’s policy is enough.',
    task: ({ names }) =>
      `Take kms:Decrypt out of the policy ${names.rolePolicy} of the role ${names.role}, and leave its other actions as they are.`,
    console: rolePolicyInConsole,
    cli: rolePolicyByCli,
  },
  edits: [editOf('role-policy', (current) => current && withoutAction(current, 'kms:Decrypt'))],
});
