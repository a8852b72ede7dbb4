import { edit, editStep } from '../src/contract/step.ts';
import { keyPolicyOf } from './documents/index.ts';

export default editStep({
  id: 'key-policy-account-only',
  title: 'Key policy: the role, and only from our account',
  section: 'Least Privilege - Access only from the account.',
  guide: {
    why:
      'The statement names the role and asks that the call come from our account. Read it as KMS does: it is an Allow, ' +
      'so it can only give. A role of our account that a key policy names needs no IAM policy at all, so the role may ' +
      'decrypt again, and rewrite this very policy.',
    console: [
      'IAM, Roles, KMSWorkshop-InstanceInitRole: copy the ARN',
      'KMS',
      'Customer managed keys',
      'ImportedCMK',
      'Key policy: Edit',
      'Paste the document',
      'Save changes',
    ],
    cli: [
      'aws kms put-key-policy --key-id <key ID> --policy-name default --policy file://account-only.json',
      'aws kms get-key-policy --key-id <key ID> --policy-name default --query Policy --output text',
    ],
  },
  edits: [edit('key-policy', (_current, facts, variant) => keyPolicyOf('account-only', variant, facts))],
  findings: () => [
    {
      id: 'account-only-grants',
      pageSays: 'The policy ensures that the role, which can encrypt, is only used from our account.',
      awsDoes:
        'It grants the role kms:* by the key policy alone: the role decrypts again (the file opens), may rewrite the key ' +
        'policy and may schedule the key’s deletion. The step before is undone.',
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
    },
    {
      id: 'account-only-restricts-nobody',
      pageSays: 'Cross-account roles can no longer be given access to the key.',
      awsDoes:
        'They never had any: another account gets in only where the key policy names it. An Allow with kms:CallerAccount ' +
        'cannot take anything away.',
      source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html',
    },
  ],
});
