import type { PolicyDocument } from '../policy/document.ts';

/** How to find the credentials again that the lab made to probe as `userA`. Never holds a secret. */
export interface ProbeMark {
  readonly userName: string;
  /** When kms-lab was about to create them; ISO 8601. */
  readonly at: string;
  /** Absent if the command was interrupted before the answer arrived. */
  readonly accessKeyId?: string | undefined;
}

/** A record of what the lab made and AWS cannot tag: versions of a managed policy, and credentials for a probe. */
export interface Ledger {
  /** The lab made this version, `v3`, of a policy ARN. */
  madePolicyVersion(policyArn: string, versionId: string): boolean;
  /**
   * Before the request: a version is about to be created. The record survives a crash and stays until
   * `settlePolicyVersion`.
   */
  intendPolicyVersion(policyArn: string, intent: VersionIntent): Promise<void>;
  intendedPolicyVersion(policyArn: string): VersionIntent | undefined;
  /** The versions that the intent led to, or none if the request was never carried out. Ends the intent. */
  settlePolicyVersion(policyArn: string, versionIds: readonly string[]): Promise<void>;
  forgetPolicyVersion(policyArn: string, versionId: string): Promise<void>;
  /** Credentials that may still exist. */
  probe(): ProbeMark | undefined;
  /** Before they are created, and again when the access key's id is known. */
  recordProbe(mark: ProbeMark): Promise<void>;
  forgetProbe(): Promise<void>;
}

/** A policy version that is about to be created. */
export interface VersionIntent {
  readonly document: PolicyDocument;
  /** Ids of the versions that existed before. */
  readonly known: readonly string[];
}
