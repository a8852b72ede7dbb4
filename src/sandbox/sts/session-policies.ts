import type { PolicyDescriptorType } from '@aws-sdk/client-sts';
import type { PolicyDocument } from '../../policy/document.ts';
import { identityDocument } from '../iam/document.ts';
import { peekPolicy } from '../iam/managed-policies.ts';
import type { WorldAccount } from '../world.ts';
import { constraintError } from './refusals.ts';

interface SessionPolicyInput {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly PolicyDescriptorType[] | undefined;
}

const MAX_SIZE = 2048;
const MAX_ARNS = 10;

/**
 * The session policies of a request, the inline one first.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
export function sessionPolicies(
  account: WorldAccount,
  { Policy, PolicyArns = [] }: SessionPolicyInput,
): PolicyDocument[] {
  if (PolicyArns.length > MAX_ARNS) {
    throw constraintError('policyArns', PolicyArns.length, `have length less than or equal to ${MAX_ARNS}`);
  }
  const inline = Policy === undefined ? [] : [inlinePolicy(Policy)];
  return [...inline, ...PolicyArns.map(({ arn = '' }) => managedPolicy(account, arn))];
}

function inlinePolicy(text: string): PolicyDocument {
  if (text.length > MAX_SIZE) {
    throw constraintError('policy', text, `have length less than or equal to ${MAX_SIZE}`);
  }
  return identityDocument(text, 'managed');
}

function managedPolicy(account: WorldAccount, arn: string): PolicyDocument {
  const policy = peekPolicy(account, arn);
  const version = policy?.versions[policy.defaultVersion];
  if (!version) throw constraintError('policyArns', arn, 'name a policy of the account or of AWS');
  return version.document;
}
