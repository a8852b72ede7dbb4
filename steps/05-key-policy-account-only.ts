import { editOf, editStep } from '../src/contract/step.ts';
import { keyPolicyByCli, keyPolicyInConsole } from './by-hand/key-policy.ts';
import { documentedKeyPolicy } from './documents/index.ts';

export default editStep({
  id: 'key-policy-account-only',
  title: 'Key policy: the role, and only from our account',
  section: 'Least Privilege - Access only from the account.',
  guide: {
    why:
      'The statement names the role and requires that the call comes from the account. It is an Allow, so it ' +
      'can only add permissions. A role that a key policy of its own account names needs no IAM policy, so the ' +
      'role can decrypt again, and can rewrite this key policy.',
    task: () =>
      'Keep the statement that the key policy has, and add one that allows the role kms:*, where kms:CallerAccount is the ' +
      'account (StringEquals).',
    values: ({ names }) => [
      ['the role', names.roleArn],
      ['the account', names.accountId],
    ],
    console: keyPolicyInConsole,
    cli: keyPolicyByCli,
  },
  edits: [
    editOf('key-policy', (_current, facts, variant) => documentedKeyPolicy('account-only', variant, facts)),
  ],
  findings: () => [
    {
      id: 'account-only-grants',
      inShort:
        'The account-only policy restricts nothing: the role may decrypt again, by the key policy alone.',
      pageSays: 'The policy ensures that the role, which can encrypt, is only used from our account.',
      awsDoes:
        'It grants the role kms:* by the key policy alone: the role decrypts again (the file opens), may rewrite the key ' +
        'policy and may schedule the key’s deletion. The step before is undone.',
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
    },
    {
      id: 'account-only-restricts-nobody',
      inShort: 'Other accounts never had access: an Allow with kms:CallerAccount takes nothing away.',
      pageSays: 'Cross-account roles can no longer be given access to the key.',
      awsDoes:
        'They never had any: another account gets access only if the key policy names it. An Allow with kms:CallerAccount ' +
        'cannot take anything away.',
      source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html',
    },
  ],
});
