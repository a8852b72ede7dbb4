import { lookStep } from '../src/contract/step.ts';

export default lookStep({
  id: 'show-key-policy',
  title: 'Look at the key policy that the key came with',
  section: 'Working with Key Policies',
  guide: {
    why:
      'A KMS key belongs to whoever its key policy lets in, and to nobody else. The default policy names one principal, ' +
      'the account. That keeps the key manageable for as long as the account exists, and it hands the decision on to ' +
      'IAM: from here on, IAM policies of the account say who may use the key.',
    console: ['KMS', 'Customer managed keys', 'ImportedCMK', 'Key policy', 'Switch to policy view'],
    cli: [
      'aws kms describe-key --key-id alias/ImportedCMK --query KeyMetadata.KeyId --output text',
      'aws kms get-key-policy --key-id <key ID> --policy-name default --query Policy --output text',
    ],
  },
  async show(lab) {
    const policy = await lab.resources['key-policy'].read();
    return JSON.stringify(policy, null, 2);
  },
});
