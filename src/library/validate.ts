import type { PolicyDocument, PrincipalKind } from '../policy/document.ts';
import { type PolicySyntaxError, parsePolicy } from '../policy/parse.ts';
import type { RefusalCode } from '../policy/validate/refusal.ts';
import {
  type IdentityPolicyKind,
  PolicyRefusal,
  validateBucketPolicy,
  validateIdentityPolicy,
  validateKeyPolicy,
  validateTrustPolicy,
} from '../policy/validate.ts';
import { checkArgument } from './check-arguments.ts';
import { POLICY_PLACE } from './policy-shapes.ts';
import { policyOf } from './read-policy.ts';

/** Whether a principal that the policy names exists; if absent, all exist. Not called for wildcards. */
export type PrincipalExists = (kind: PrincipalKind, value: string) => boolean;

/** What the policy is to be stored as, which determines what AWS checks. */
export type PolicyPlace =
  | { readonly kind: 'key' | 'trust'; readonly principalExists?: PrincipalExists }
  /** `bucket`: its name. */
  | { readonly kind: 'bucket'; readonly bucket: string; readonly principalExists?: PrincipalExists }
  | { readonly kind: IdentityPolicyKind };

/** Why AWS would not store a policy. */
export interface ServiceRefusal {
  /** Each service has its own spelling: `MalformedPolicyDocumentException` (KMS), `MalformedPolicy` (S3). */
  readonly code: RefusalCode;
  /** In AWS's words, if they are known. */
  readonly message: string;
}

/**
 * Whether AWS would store the policy: `undefined` if it would, otherwise the first reason why not. A text is checked
 * as it is, with its white space; a document as `JSON.stringify` writes it. A bucket's policy is checked against S3's
 * actions and condition keys, as S3 does it; elsewhere, AWS does not check whether a service knows them, and neither
 * does this. Throws `ERR_USAGE`, and `ERR_DOCUMENT` for an object that is not a policy document.
 */
export function validate(policy: string | PolicyDocument, place: PolicyPlace): ServiceRefusal | undefined {
  checkArgument(POLICY_PLACE, place, 'place');
  const text = typeof policy === 'string' ? policy : JSON.stringify(policyOf(policy));
  try {
    judge(text, place);
    return undefined;
  } catch (error) {
    if (!(error instanceof PolicyRefusal)) throw error;
    return { code: error.code, message: error.message || problemOf(text) };
  }
}

function judge(text: string, place: PolicyPlace): void {
  switch (place.kind) {
    case 'key':
      validateKeyPolicy(text, principalsOf(place));
      return;
    case 'trust':
      validateTrustPolicy(text, principalsOf(place));
      return;
    case 'bucket':
      validateBucketPolicy(text, place.bucket, principalsOf(place));
      return;
    default:
      validateIdentityPolicy(text, place.kind);
  }
}

const principalsOf = ({ principalExists = () => true }: { readonly principalExists?: PrincipalExists }) => ({
  principalExists,
});

/** KMS refuses what is not JSON without an explanation. */
function problemOf(text: string): string {
  try {
    parsePolicy(text);
    return '';
  } catch (error) {
    return (error as PolicySyntaxError).message;
  }
}
