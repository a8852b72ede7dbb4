import type { Attempt } from '../contract/hint.ts';
import { type Suggestion, sh } from '../contract/suggestion.ts';
import { timeOfDay } from '../contract/time-of-day.ts';
import type { WriteByHand } from '../contract/write-by-hand.ts';
import type { PolicyId } from './difference.ts';
import type { HintAdvice, Mistake } from './mistake.ts';
import { adviseEdit, toDo } from './ways.ts';

type Refused = WriteByHand & { readonly refusal: NonNullable<WriteByHand['refusal']> };

/** A kind of refusal: AWS's code and message, and what the user has to know about it. */
interface Kind {
  readonly code: RegExp;
  readonly message?: RegExp;
  /** What else has to hold. */
  when?(refused: Refused, attempt: Attempt): boolean;
  explain(refused: Refused, attempt: Attempt): Explanation;
}

/** `because`: replaces AWS's own message. */
type Explanation = Pick<HintAdvice, 'do' | 'next'> & { readonly because?: string };

/** The policy that an operation writes. */
export const WRITES: Readonly<Record<string, PolicyId>> = {
  PutKeyPolicy: 'key-policy',
  CreatePolicyVersion: 'role-policy',
  PutRolePolicy: 'role-policy',
  SetDefaultPolicyVersion: 'role-policy',
};

/** What to do to the policy that was refused; or, if none was, to what the step is about. */
function correct(what: string, { operation }: Refused, attempt: Attempt): Explanation {
  const [first] = attempt.missing;
  const policy = WRITES[operation];
  if (policy) return adviseEdit(what, policy, attempt);
  return first ? { ...toDo(first.resource, attempt), do: what } : { do: what };
}

const names = ({ rolePolicy, role }: Attempt['facts']): string =>
  `The policy of the page is ${rolePolicy.kind === 'managed' ? rolePolicy.arn : rolePolicy.name}, and its role is ${role.name}.`;

/** The principal that the step's key policy names, and what shows the ARN: the role, until the page introduces its user. */
const principalOf = ({
  facts: { role, userName },
  wanted,
}: Attempt): { readonly is: string; readonly look: Suggestion } =>
  wanted.user
    ? {
        is: `The policy names the user ${userName}.`,
        look: {
          why: 'shows the ARN of the user',
          shell: sh`aws iam get-user --user-name ${userName} --query User.Arn --output text`,
        },
      }
    : {
        is: `The role is ${role.arn}.`,
        look: {
          why: 'shows the ARN of the role',
          shell: sh`aws iam get-role --role-name ${role.name} --query Role.Arn --output text`,
        },
      };

/**
 * The first match counts.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html#API_PutKeyPolicy_Errors
 */
const KINDS: readonly Kind[] = [
  {
    code: /MalformedPolicyDocument/,
    message: /^(UnknownError|Syntax errors in policy\.?|The policy failed legacy parsing|)$/,
    explain: (refused, attempt) => ({
      because:
        'the text that was sent is no policy: it is not valid JSON, or an element of it is misspelled, such as an Effect, a Version or an operator of a Condition. The AWS CLI reads a policy from a file only where its name begins with file://; without that, the name itself is sent',
      ...correct(
        'Check that the policy is valid JSON with the elements that IAM knows, and that the option names its file: file://policy.json.',
        refused,
        attempt,
      ),
    }),
  },
  {
    code: /MalformedPolicyDocument/,
    message: /invalid principals/,
    explain: (refused, attempt) => ({
      because:
        'a principal in the policy does not exist. It is misspelled, it is a placeholder, the user or role was not created, or it is not under “AWS”, where users, roles and accounts belong',
      ...toCheck(
        correct(`Check each ARN in the policy. ${principalOf(attempt).is}`, refused, attempt),
        principalOf(attempt).look,
      ),
    }),
  },
  {
    code: /MalformedPolicyDocument/,
    message: /specify a principal/,
    explain: (refused, attempt) => ({
      because: 'a policy of a role has no Principal: the text is a key policy',
      ...correct('Edit the policy of the role, and save the key policy on the key.', refused, attempt),
    }),
  },
  {
    code: /MalformedPolicyDocument/,
    message: /no principal/,
    explain: (refused, attempt) => ({
      because: 'each statement of a key policy needs a Principal: the text is a policy of a role',
      ...correct('Edit the key policy, and save the policy of the role on the role.', refused, attempt),
    }),
  },
  {
    code: /MalformedPolicyDocument/,
    message: /must be version/,
    explain: (refused, attempt) => correct('Write "Version": "2012-10-17".', refused, attempt),
  },
  {
    code: /MalformedPolicyDocument/,
    message: /invalid resources|field Resource$/,
    explain: (refused, attempt) => ({
      because: 'the Resource of a key policy has to be *, which stands for the key that has the policy',
      ...correct('Write "Resource": "*" in each statement.', refused, attempt),
    }),
  },
  {
    code: /Validation/,
    message: /pattern/,
    explain: (refused, attempt) => ({
      because: 'the text has a character that a policy may not have, such as a curly quotation mark',
      ...correct('Write straight quotation marks ("), and save it as plain text.', refused, attempt),
    }),
  },
  {
    code: /MalformedPolicyDocument|Validation/,
    explain: (refused, attempt) => correct('Correct the policy, then save it again.', refused, attempt),
  },
  {
    code: /NotFound/,
    when: ({ refusal }, { facts }) => (regionIn(refusal.message) ?? facts.region) !== facts.region,
    explain: (refused, attempt) => ({
      because: `it was sent to the Region ${regionIn(refused.refusal.message)}, and the key is in ${attempt.facts.region}`,
      ...correct(
        `Send it to ${attempt.facts.region}: with the option --region, or with AWS_REGION in your shell.`,
        refused,
        attempt,
      ),
    }),
  },
  {
    code: /NotFound/,
    message: /alias\//,
    explain: (refused, attempt) => ({
      because: 'this operation takes the id or the ARN of a key, not an alias',
      ...toCheck(correct(`Use the key id, ${attempt.facts.key.id}.`, refused, attempt), {
        why: 'shows which key the alias stands for',
        shell: sh`aws kms describe-key --key-id ${attempt.facts.key.alias} --query KeyMetadata.KeyId --output text`,
      }),
    }),
  },
  {
    code: /NotFound/,
    message: /No such policy/,
    explain: (refused, attempt) => ({
      because: 'a key has one policy, and the name of it is default',
      ...correct('Use default as the name of the policy.', refused, attempt),
    }),
  },
  {
    code: /NotFound|InvalidArn/,
    explain: (refused, attempt) =>
      toCheck(correct(`The key of the page is ${attempt.facts.key.id}.`, refused, attempt), {
        why: 'lists the aliases and their keys',
        shell: 'aws kms list-aliases',
      }),
  },
  {
    code: /NoSuchEntity|InvalidInput/,
    explain: (refused, attempt) => correct(names(attempt.facts), refused, attempt),
  },
  {
    code: /LimitExceeded/,
    message: /version/,
    explain: (refused, attempt) =>
      correct('Delete a version that is not the default version, then save again.', refused, attempt),
  },
  {
    code: /AccessDenied/,
    explain: () => ({ do: 'Sign in as a user who is allowed to do this, then try again.' }),
  },
  {
    code: /./,
    explain: (refused, attempt) =>
      correct(
        'If that call was meant for this step, correct it. Otherwise go on with the step.',
        refused,
        attempt,
      ),
  },
];

/** First what shows the reason, then what to do about it. */
const toCheck = (way: Explanation, look: Suggestion): Explanation => ({
  ...way,
  next: [look, ...(way.next ?? [])],
});

export default {
  id: 'write-refused',
  title: 'AWS refused the last change',
  look(attempt) {
    const last = attempt.byHand?.at(-1);
    if (!last || !isRefused(last) || SHUTS_OUT.test(last.refusal.message)) return undefined;
    const { code, message } = last.refusal;
    const kind = KINDS.find(
      (one) =>
        one.code.test(code) &&
        (one.message === undefined || one.message.test(message)) &&
        (one.when === undefined || one.when(last, attempt)),
    )!;
    const { because = message, ...way } = kind.explain(last, attempt);
    return { says: `${calledBy(last)} was refused (${code}): ${because.replace(/\.?$/, '.')}`, ...way };
  },
} satisfies Mistake;

/** The Region of the key or alias that a message names by its ARN. */
const regionIn = (message: string): string | undefined => /\barn:[\w-]+:kms:([\w-]+):/.exec(message)?.[1];

/** KMS's lock-out check. https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
const SHUTS_OUT = /will not allow you to update the key policy/;

const isRefused = (write: WriteByHand): write is Refused => write.refusal !== undefined;

/** `Your last PutKeyPolicy (14:50)`, in the time zone of the reader. */
export const calledBy = ({ operation, at }: WriteByHand, your: 'Your' | 'your' = 'Your'): string =>
  `${your} last ${operation} (${timeOfDay(at)})`;

/** Whether KMS refused a key policy because it would have locked its author out; `undefined` if no log shows it. */
export const wasShutOut = ({ byHand }: Pick<Attempt, 'byHand'>): boolean | undefined =>
  byHand?.some(({ refusal }) => refusal !== undefined && SHUTS_OUT.test(refusal.message));
