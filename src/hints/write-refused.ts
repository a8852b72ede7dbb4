import type { Facts } from '../contract/facts.ts';
import type { Attempt } from '../contract/hint.ts';
import { quoteForShell } from '../contract/suggestion.ts';
import type { WriteByHand } from '../contract/write-by-hand.ts';
import type { Advice, Mistake } from './mistake.ts';

type Refused = WriteByHand & { readonly refusal: NonNullable<WriteByHand['refusal']> };

/** A kind of refusal: AWS's code and text, and what a person has to know of it. */
interface Kind {
  readonly code: RegExp;
  readonly message?: RegExp;
  explain(refused: Refused, facts: Facts): Pick<Advice, 'do' | 'next'> & { readonly because?: string };
}

const NOT_JSON =
  'The text that was sent as the policy is not valid JSON. The AWS CLI reads a policy from a file only where its name begins with file://; without that, the name itself is sent.';

/** The first that fits. https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html#API_PutKeyPolicy_Errors */
const KINDS: readonly Kind[] = [
  {
    code: /MalformedPolicyDocument/,
    message: /^(UnknownError|Syntax errors in policy\.?|)$/,
    explain: () => ({
      because: NOT_JSON,
      do: 'Check that the policy is valid JSON, and that the option names its file: file://policy.json.',
    }),
  },
  {
    code: /MalformedPolicyDocument/,
    message: /invalid principals/,
    explain: (_, { userName }) => ({
      because:
        'A principal in the policy does not exist: a user or role that was not created, a typing error, or a placeholder that was left in.',
      do: `Check each ARN in the policy. If it names ${userName}, create that user first.`,
      next: [{ why: 'lists the users of the account', shell: 'aws iam list-users --query Users[].Arn' }],
    }),
  },
  {
    code: /MalformedPolicyDocument/,
    message: /specify a principal/,
    explain: () => ({
      because: 'A policy of a role has no Principal: the text is a key policy.',
      do: 'Put the key policy on the key, and edit the role’s own policy here.',
    }),
  },
  {
    code: /MalformedPolicyDocument/,
    message: /no principal/,
    explain: () => ({
      because: 'Each statement of a key policy needs a Principal: the text is a policy of a role.',
      do: 'Put the policy of the role on the role, and the key policy here.',
    }),
  },
  {
    code: /MalformedPolicyDocument/,
    explain: () => ({ do: 'Correct the policy, then save it again.' }),
  },
  {
    code: /NotFound/,
    message: /alias\//,
    explain: (_, { key }) => ({
      because: 'This operation takes the id or the ARN of a key, not an alias.',
      do: `Use the key id, ${key.id}.`,
      next: [
        {
          why: 'shows which key the alias stands for',
          shell: `aws kms describe-key --key-id ${quoteForShell(key.alias)} --query KeyMetadata.KeyId --output text`,
        },
      ],
    }),
  },
  {
    code: /NotFound|InvalidArn/,
    explain: (_, { key }) => ({
      do: `The key of the page is ${key.id}.`,
      next: [{ why: 'lists the aliases and their keys', shell: 'aws kms list-aliases' }],
    }),
  },
  {
    code: /NoSuchEntity/,
    message: /role/i,
    explain: (_, { role }) => ({ do: `The role of the page is ${role.name}.` }),
  },
  {
    code: /NoSuchEntity|InvalidInput/,
    explain: (_, { role, rolePolicy }) => ({
      do: `The policy of the page is ${rolePolicy.kind === 'managed' ? rolePolicy.arn : rolePolicy.name}, and the role is ${role.name}.`,
    }),
  },
  {
    code: /LimitExceeded/,
    message: /version/,
    explain: (_, { rolePolicy }) =>
      rolePolicy.kind === 'managed'
        ? {
            do: 'Delete a version that is not the default, then save again.',
            next: [
              {
                why: 'lists the versions',
                shell: `aws iam list-policy-versions --policy-arn ${rolePolicy.arn}`,
              },
            ],
          }
        : { do: 'Delete what you do not need, then try again.' },
  },
  { code: /AccessDenied/, explain: () => ({ do: 'Sign in as a user who is allowed to do this.' }) },
  { code: /./, explain: () => ({ do: 'Correct it, then try again.' }) },
];

export default {
  id: 'write-refused',
  title: 'AWS refused the last change',
  look({ byHand = [], facts }) {
    const last = byHand.at(-1);
    if (!last || !isRefused(last) || SHUTS_OUT.test(last.refusal.message)) return undefined;
    const { code, message } = last.refusal;
    const kind = KINDS.find(
      (one) => one.code.test(code) && (one.message === undefined || one.message.test(message)),
    );
    const { because = message, ...rest } = kind?.explain(last, facts) ?? {
      do: 'Correct it, then try again.',
    };
    return { says: `${calledBy(last)} was refused (${code}): ${because.replace(/\.?$/, '.')}`, ...rest };
  },
} satisfies Mistake;

/** KMS's lock-out check. https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
const SHUTS_OUT = /will not allow you to update the key policy/;

const isRefused = (write: WriteByHand): write is Refused => write.refusal !== undefined;

/** `Your last PutKeyPolicy (14:50)`, in the time zone of the reader. */
export const calledBy = ({ operation, at }: WriteByHand): string => {
  const time = new Date(at);
  const [hours, minutes] = [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0'));
  return `Your last ${operation} (${hours}:${minutes})`;
};

/** Whether KMS refused a key policy because it would have locked its author out; `undefined` where no log tells. */
export const wasShutOut = ({ byHand }: Pick<Attempt, 'byHand'>): boolean | undefined =>
  byHand?.some(({ refusal }) => refusal !== undefined && SHUTS_OUT.test(refusal.message));
