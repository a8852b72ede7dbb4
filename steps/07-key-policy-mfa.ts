import { editOf, editStep } from '../src/contract/step.ts';
import { keyPolicyByCli, keyPolicyInConsole } from './by-hand/key-policy.ts';
import { documentedKeyPolicy } from './documents/index.ts';

export default editStep({
  id: 'key-policy-mfa',
  title: 'Key policy: userA may manage the key, with MFA',
  section: 'Key Policy - Including conditions.',
  guide: {
    why:
      'A condition ties a permission to how the caller signed in. aws:MultiFactorAuthAge is the number of ' +
      'seconds since the MFA code. It is absent without MFA, and then NumericLessThan never matches. KMS ' +
      'requires that the user exists before a key policy names it, so userA is created first, with no ' +
      'permissions and no credentials.',
    task: ({ names, variant }) =>
      `Create the user ${names.user}, without permissions. Then turn the second statement into an Allow for that user of ` +
      'kms:DeleteAlias, kms:DeleteImportedKeyMaterial, kms:PutKeyPolicy and kms:ScheduleKeyDeletion. Its one condition: ' +
      `${variant === 'published' ? '"aws: MultiFactorAuthAge", with the page’s space,' : 'aws:MultiFactorAuthAge'} ` +
      `is less than 300 (NumericLessThan).`,
    values: ({ names }) => [['the user', names.userArn]],
    console: (here) => ['IAM', 'Users', 'Create user', here.names.user, ...keyPolicyInConsole(here)],
    cli: (here) => [{ shell: `aws iam create-user --user-name ${here.words.user}` }, ...keyPolicyByCli(here)],
  },
  edits: [
    editOf('user', (current, facts) => current ?? { userName: facts.userName, ours: true }),
    editOf('key-policy', (_current, facts, variant) => documentedKeyPolicy('mfa', variant, facts)),
  ],
  findings: (variant) => [
    ...(variant === 'published'
      ? [
          {
            id: 'mfa-key-misspelt',
            inShort:
              '“aws: MultiFactorAuthAge” has a space in it and never matches: userA is refused with MFA too.',
            pageSays: 'The condition “aws: MultiFactorAuthAge” lets userA in with a recent MFA code.',
            awsDoes:
              'A condition key with a space in it is in no request, so the statement never matches: userA is refused with ' +
              'MFA too.',
            source:
              'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (that KMS accepts the document: inferred)',
          },
        ]
      : []),
    {
      id: 'mfa-only-adds',
      inShort: 'The MFA policy takes nothing away: anyone with IAM permissions on the key needs no MFA.',
      pageSays: 'This adds a layer of security by MFA.',
      awsDoes:
        'It adds four actions for a userA who had none. Everyone who has permissions on the key in IAM keeps them, ' +
        'without MFA.',
      source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
    },
    {
      id: 'put-key-policy-is-everything',
      inShort:
        'kms:PutKeyPolicy is everything: userA may allow themselves kms:Decrypt, without MFA from then on.',
      pageSays: 'userA gets four actions.',
      awsDoes:
        'kms:PutKeyPolicy is all of them: a principal that may write the key policy can allow itself kms:Decrypt, without MFA ' +
        'from then on. And kms:DeleteImportedKeyMaterial works at once, with no waiting period.',
      source: 'https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-delete-key-material.html',
    },
    {
      id: 'delete-alias-needs-iam',
      inShort: 'The key policy alone does not let userA delete the alias: that needs IAM permissions too.',
      pageSays: 'userA may delete the alias.',
      awsDoes:
        'kms:DeleteAlias is needed on the alias as well, and an alias has no policy: without IAM userA cannot.',
      source: 'https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html',
    },
    {
      id: 'user-a-must-exist',
      inShort: 'A key policy that names a user who does not exist is refused: userA has to exist first.',
      pageSays: 'Nothing about who userA is.',
      awsDoes:
        'A key policy that names a user who does not exist is refused. The lab creates userA and removes it again.',
      source: 'https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html',
    },
  ],
});
