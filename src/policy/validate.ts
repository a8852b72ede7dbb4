/** Whether a service accepts a policy text, checked as AWS does and refused in AWS's words. */

export { validateBucketPolicy } from './validate/bucket-policy.ts';
export type { Principals } from './validate/elements.ts';
export {
  type IdentityPolicyKind,
  type InlineQuota,
  validateIdentityPolicy,
} from './validate/identity-policy.ts';
export { validateKeyPolicy } from './validate/key-policy.ts';
export { countedSize, PolicyRefusal, type RefusalCode } from './validate/refusal.ts';
export { validateTrustPolicy } from './validate/trust-policy.ts';
