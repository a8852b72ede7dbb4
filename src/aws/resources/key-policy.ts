import type { IAMClient } from '@aws-sdk/client-iam';
import { GetKeyPolicyCommand, type KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { LabError } from '../../contract/errors.ts';
import { type Facts, iamArn, type Variant } from '../../contract/facts.ts';
import type { Resource, Snapshot } from '../../contract/resource.ts';
import type { Suggestion } from '../../contract/suggestion.ts';
import { sameDocument } from '../../policy/canonical.ts';
import type { Decision } from '../../policy/decision.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { KEY_CONTROL, type KeyControl, keepsControl } from '../../policy/lock-out.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Caller } from '../../policy/request.ts';
import { validateKeyPolicy } from '../../policy/validate.ts';
import { requireAccepted } from './accepted.ts';
import { deletedIn, type GonePrincipal, gonePrincipals, writableKeyPolicy } from './key-policy-principals.ts';
import { requirePermitted } from './permitted.ts';

type Sleep = (ms: number) => Promise<void>;

/** May the operator still call PutKeyPolicy, or this action, once these documents are in force? */
export type KeepsControl = (planned: Snapshot, action?: KeyControl) => Promise<Decision>;

interface Asking {
  readonly iam: IAMClient;
  readonly keepsControl: KeepsControl;
  /** See `AwsTarget.usualOperator`. */
  readonly usualOperator?: string | undefined;
}

/** KMS may not know a new user for a while: pauses between attempts, in milliseconds. */
const PAUSES = [500, 1000, 2000, 4000, 8000, 15_000] as const;

/** The key's policy: GetKeyPolicy and PutKeyPolicy, never with `BypassPolicyLockoutSafetyCheck`. */
export function keyPolicyResource(
  kms: KMSClient,
  facts: Facts,
  sleep: Sleep,
  { iam, keepsControl, usualOperator }: Asking,
): Resource<'key-policy'> {
  const KeyId = facts.key.id;
  return {
    id: 'key-policy',
    title: `key policy of ${facts.key.alias}`,
    arn: facts.key.arn,
    removable: false,
    after: ['user'],
    async read() {
      const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
      return parsePolicy(Policy ?? '');
    },
    async write(document) {
      if (!document) throw new LabError('ERR_NOT_OURS', 'A key always has a key policy.');
      const Policy = textOf(document);
      const put = () => kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy }));
      const written = deletedIn(document).length > 0 ? put() : whilePrincipalsAppear(sleep, put);
      await written.catch((error) => explain(iam, facts, document, error));
    },
    same: (a, b) => (a && b ? sameDocument(a, b) : a === b),
    calls: () => ['kms:PutKeyPolicy'],
    guard: guardKeyPolicy(facts, keepsControl),
    warns: (document) => (usualOperator ? shutsOut(facts, usualOperator, document) : undefined),
    possible: async (now) =>
      requirePermitted('kms:PutKeyPolicy', await keepsControl(now ? { 'key-policy': now } : {})),
    writable: writableKeyPolicy(iam, facts),
    accepts: (document) => acceptKeyPolicy(iam, facts, document),
  };
}

/** Throws `ERR_LOCK_OUT` if the operator could not write the key policy back, or not read what that needs. */
export const guardKeyPolicy =
  ({ operator }: Facts, keepsControl: KeepsControl): NonNullable<Resource['guard']> =>
  async (planned, { command, variant }) => {
    const who = operator.kind === 'root' ? 'the account root' : 'the operator';
    for (const action of KEY_CONTROL) {
      const { outcome, because } = await keepsControl(planned, action);
      if (outcome === 'allowed') continue;
      throw new LabError(
        'ERR_LOCK_OUT',
        `With this key policy ${who} could not ${LOST[action]}, so it was not sent: ${because}`,
        waysAround(command, variant, action),
      );
    }
  };

const LOST: Readonly<Record<KeyControl, string>> = {
  'kms:PutKeyPolicy': 'write the key policy back',
  'kms:GetKeyPolicy': 'read the key policy, which kms-lab needs to restore it',
  'kms:DescribeKey': 'read the key, which kms-lab needs to restore it',
};

/**
 * The guard is about the operator. A user who acts as another one for a command does not expect to be denied in the next.
 * Only a Deny is noticed: what IAM allows the usual operator is not read.
 */
function shutsOut(
  facts: Facts,
  name: string,
  keyPolicy: PolicyDocument,
): ReturnType<NonNullable<Resource['warns']>> {
  const caller = userOf(facts, name);
  const { outcome } = keepsControl({ caller, keyArn: facts.key.arn, keyPolicy, policies: { identity: [] } });
  if (outcome !== 'explicitly-denied') return undefined;
  return {
    says: `This key policy denies the user ${name}, who runs kms-lab if --operator names no other: name the same --operator in each command from now on.`,
    next: [{ why: 'restores the account, as the same operator', run: ['reset'] }],
  };
}

const userOf = ({ accountId, partition }: Facts, name: string): Caller => ({
  kind: 'user',
  accountId,
  arn: iamArn({ accountId, partition }, `user/${name}`),
  id: `AIDA-of-${name}`,
});

/** On the way back, a checkpoint's policy locks the operator out; otherwise, a step's. */
function waysAround(
  command: string,
  variant: Variant,
  action: KeyControl,
): { readonly hint?: string; readonly next: readonly Suggestion[] } {
  if (command === 'edit') return { hint: `Keep a statement that lets you call ${action}.`, next: [] };
  if (['reset', 'rollback', 'back'].includes(command)) {
    return {
      hint: 'Run the command as a principal that this key policy lets write it, such as the account root.',
      next: [],
    };
  }
  if (variant === 'published') {
    return {
      hint: 'Only the account root can save the published text.',
      next: [{ why: 'applies the text that leaves a way back', run: ['run', '--variant', 'corrected'] }],
    };
  }
  return { next: [{ why: 'shows the policy', run: ['plan'] }] };
}

/**
 * KMS refuses a principal that it does not see yet with the same message as one that does not exist.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
async function whilePrincipalsAppear<T>(sleep: Sleep, put: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await put();
    } catch (error) {
      if (!namesInvalidPrincipals(error)) throw error;
      await sleep(pause);
    }
  }
  return put();
}

const namesInvalidPrincipals = (error: unknown): boolean =>
  error instanceof LabError && /invalid principals/i.test(error.message);

/** KMS does not say which principal it refuses, so kms-lab asks IAM about each. */
async function explain(
  iam: IAMClient,
  facts: Facts,
  document: PolicyDocument,
  error: unknown,
): Promise<never> {
  if (!namesInvalidPrincipals(error)) throw error;
  const gone = await gonePrincipals(iam, facts, document);
  throw gone.length === 0 ? error : namesGone(gone, 'KMS refused the key policy', error);
}

function namesGone(gone: readonly GonePrincipal[], what: string, cause?: unknown): LabError {
  const named = gone.map(({ principal, what }) => `${principal}, ${what}`);
  return new LabError('ERR_DOCUMENT', `${what}: it names ${named.join('; and ')}.`, {
    hint: 'Name an existing user or role in its place. KMS knows principals by their unique IDs.',
    next: gone.flatMap(({ next }) => next),
    ...(cause === undefined ? {} : { cause }),
  });
}

const textOf = (document: PolicyDocument): string => JSON.stringify(document, null, 2);

async function acceptKeyPolicy(iam: IAMClient, facts: Facts, document: PolicyDocument): Promise<void> {
  const gone = await gonePrincipals(iam, facts, document);
  if (gone.length > 0) throw namesGone(gone, 'KMS would refuse the key policy');
  requireAccepted('KMS', () => validateKeyPolicy(textOf(document), { principalExists: () => true }));
}
