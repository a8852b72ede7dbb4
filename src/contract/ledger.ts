/** What the lab made and AWS cannot tag: the versions it added to a managed policy. */
export interface Ledger {
  /** `v3` of a policy ARN was made by the lab. */
  madePolicyVersion(policyArn: string, versionId: string): boolean;
  recordPolicyVersion(policyArn: string, versionId: string): Promise<void>;
  forgetPolicyVersion(policyArn: string, versionId: string): Promise<void>;
}
