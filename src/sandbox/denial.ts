import type { Decision, PolicySource } from '../policy/decision.ts';
import type { Caller } from '../policy/request.ts';
import type { Demand } from './operation.ts';

/** How KMS names a key that only the ciphertext names: the `refersTo` of such a demand. */
export const CIPHERTEXTS_KEY = 'the resource associated with this ciphertext';

/**
 * KMS's message if it does not reveal to another account, or to the holder of a ciphertext, whether there is such a
 * key.
 */
const HIDDEN =
  'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access';

const KINDS: Readonly<Record<PolicySource, string>> = {
  'identity-policy': 'identity-based policy',
  'resource-policy': 'resource-based policy',
  'permissions-boundary': 'permissions boundary',
  'session-policy': 'session policy',
};

/**
 * The refusal in AWS's words. `owner` is the account of the resource.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function refusalText(caller: Caller, demand: Demand, decision: Decision, owner: string): string {
  const [service] = demand.action.split(':');
  // S3 gives its reasons only within an account:
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
  if (!('arn' in caller) || (service === 's3' && caller.accountId !== owner)) return 'Access Denied';
  const { place, reason } = explain(demand, decision, caller.accountId !== owner);
  return `User: ${caller.arn} is not authorized to perform: ${demand.action}${place}${reason && ` ${reason}`}`;
}

/** Permissions that AssumeRole requires for what it gives to a session. */
const SESSION_MARKS: ReadonlySet<string> = new Set(['sts:TagSession', 'sts:SetSourceIdentity']);

interface Explanation {
  /** ` on resource: arn:…`; empty if AWS names none. */
  readonly place: string;
  /** Empty if AWS gives none. */
  readonly reason: string;
}

function explain({ action, resource, refersTo }: Demand, decision: Decision, foreign: boolean): Explanation {
  const kind = kindOf(decision);
  const reason = reasonOf(action, decision, kind);
  const byResource = kind === 'resource-policy';
  if (refersTo === CIPHERTEXTS_KEY) return { place: ` on ${refersTo}`, reason: byResource ? HIDDEN : reason };
  if (action.startsWith('kms:') && byResource && foreign)
    return { place: ' on this resource', reason: HIDDEN };
  // As logs have it: aws-actions/configure-aws-credentials#54, DataDog/stratus-red-team#462.
  if (SESSION_MARKS.has(action)) return { place: ` on resource: ${resource}`, reason: '' };
  const unnamed =
    (action === 'sts:AssumeRole' && byResource) || (/^(ec2|s3):/.test(action) && resource === '*');
  return { place: unnamed ? '' : ` on resource: ${refersTo ?? resource}`, reason };
}

/** AWS names only one kind of policy, even if several deny. A grant cannot deny. */
const kindOf = ({ outcome, statements, missing }: Decision): PolicySource => {
  const denying = statements.map(({ source }) => source).find((source) => source !== 'grant');
  return (outcome === 'explicitly-denied' ? denying : missing) ?? 'identity-policy';
};

function reasonOf(action: string, { outcome }: Decision, kind: PolicySource): string {
  const trust = action === 'sts:AssumeRole' && kind === 'resource-policy';
  const policy = trust ? 'role trust policy' : KINDS[kind];
  if (outcome !== 'explicitly-denied') return `because no ${policy} allows the ${action} action`;
  return `with an explicit deny in ${trust ? 'the' : articleOf(policy)} ${policy}`;
}

const articleOf = (noun: string): string => (/^[aeiou]/.test(noun) ? 'an' : 'a');
