import { editOf, editStep } from '../src/contract/step.ts';
import { WEB_APP } from '../src/contract/web-app-program.ts';
import { keyPolicyByCli, keyPolicyInConsole } from './by-hand/key-policy.ts';
import { documentedKeyPolicy } from './documents/index.ts';

const NOT_PRINCIPAL =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html';
const PUT_KEY_POLICY = 'https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html';

export default editStep({
  id: 'key-policy-role-only',
  title: 'Key policy: in the account, only the role',
  section: 'Access only from a Role',
  guide: {
    why:
      'An explicit Deny overrides every Allow, so this is the one policy of the page that really locks ' +
      'principals out. It must leave a way back in: the published text also denies the administrator who saves ' +
      'it. The corrected text denies every principal whose aws:PrincipalArn is not the role, the account root ' +
      'or you.',
    task: ({ variant }) =>
      variant === 'published'
        ? 'Turn the second statement into a Deny of kms:* with NotPrincipal: the role and the account root. Its condition stays.'
        : 'Turn the second statement into a Deny of kms:* for every principal (*). It keeps its condition, and gets a ' +
          'second one: aws:PrincipalArn is not the role, the account root or you (ArnNotEquals).',
    values: ({ names, variant }) => [
      ['the role', names.roleArn],
      ['the root', names.rootArn],
      ...(variant === 'published' ? [] : ([['you', names.operatorArn]] as const)),
    ],
    console: keyPolicyInConsole,
    cli: keyPolicyByCli,
  },
  edits: [
    editOf('key-policy', (_current, facts, variant) => documentedKeyPolicy('role-only', variant, facts)),
  ],
  findings: (variant) => [
    {
      id: 'role-only-locks-out-its-author',
      inShort: 'KMS refuses the role-only policy from an administrator; only the account root can save it.',
      pageSays: 'Save this policy to keep everyone but the role from using the key.',
      awsDoes:
        'Saved by an administrator it is refused, because the Deny hits the caller (“will not allow you to update the key ' +
        'policy in the future”). Only the account root can save it.',
      source: `${PUT_KEY_POLICY} (for exactly this document: inferred)`,
    },
    ...(variant === 'published'
      ? [
          {
            id: 'role-only-denies-the-role',
            inShort: 'The role-only Deny hits the sessions of the role too (inferred): uploads fail.',
            pageSays: 'The key is only called by our role.',
            awsDoes:
              'A request of the role is made by a session, which the NotPrincipal list does not name: on the best ' +
              'supported reading the Deny hits the role too, and uploads fail.',
            source: `${NOT_PRINCIPAL} (inferred for KMS)`,
          },
        ]
      : []),
    {
      id: 'downloaded-copies-stay',
      inShort: 'A key policy does not reach the copies that the web app left in clear on the instance.',
      pageSays: 'Other roles or users cannot read the data any more.',
      awsDoes:
        'What the web app fetched while it could decrypt still lies on the instance in clear, as localfile-<name>. A key ' +
        'policy does not reach copies.',
      source: `https://github.com/aws-samples/aws-kms-workshop (${WEB_APP.program})`,
    },
  ],
});
