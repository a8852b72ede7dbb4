import { edit, editStep } from '../src/contract/step.ts';
import { withoutAction } from '../src/policy/edit.ts';

export default editStep({
  id: 'strip-decrypt',
  title: 'Take kms:Decrypt away from the instance role',
  section: 'IAM roles - only Encrypt the KMS but not Decrypt the KMS.',
  guide: {
    why:
      'The instance is there to store files encrypted, not to read them back: least privilege and separation of duties. ' +
      'S3 asks KMS for a data key when it stores (kms:GenerateDataKey) and for decryption when it reads (kms:Decrypt), ' +
      'so one action less in the role’s policy is enough.',
    console: [
      'IAM',
      'Roles',
      'KMSWorkshop-InstanceInitRole',
      'Permissions policies: KMSWorkshop-AdditionalPermissions',
      'Edit policy',
      'KMS, Actions: clear Decrypt',
      'Review policy',
      'Save changes',
    ],
    cli: [
      'aws iam get-policy --policy-arn <policy ARN>',
      'aws iam get-policy-version --policy-arn <policy ARN> --version-id <default version>',
      'aws iam create-policy-version --policy-arn <policy ARN> --policy-document file://without-decrypt.json --set-as-default',
    ],
  },
  edits: [edit('role-policy', (current) => current && withoutAction(current, 'kms:Decrypt'))],
});
