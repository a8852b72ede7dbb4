import type { PolicyDocument } from '../policy/document.ts';

/** How to find the credentials again that the lab made to probe as `userA`. Never holds a secret. */
export interface ProbeMark {
  readonly userName: string;
  /** When they were about to be made; ISO 8601. */
  readonly at: string;
  /** Absent where the command was cut off before the answer came. */
  readonly accessKeyId?: string | undefined;
}

/** A record of what the lab made and AWS cannot tag: versions of a managed policy, and credentials for a probe. */
export interface Ledger {
  /** `v3` of a policy ARN was made by the lab. */
  madePolicyVersion(policyArn: string, versionId: string): boolean;
  /** Before the request: a version is about to be made. Stays until `settlePolicyVersion`, over a crash. */
  intendPolicyVersion(policyArn: string, intent: VersionIntent): Promise<void>;
  intendedPolicyVersion(policyArn: string): VersionIntent | undefined;
  /** The versions that the intent led to, none where the request was never carried out: the intent is gone. */
  settlePolicyVersion(policyArn: string, versionIds: readonly string[]): Promise<void>;
  forgetPolicyVersion(policyArn: string, versionId: string): Promise<void>;
  /** Credentials that may still be there. */
  probe(): ProbeMark | undefined;
  /** Before they are made, and again when the key's id is known. */
  recordProbe(mark: ProbeMark): Promise<void>;
  forgetProbe(): Promise<void>;
}

/** A policy version that is about to be created. */
export interface VersionIntent {
  readonly document: PolicyDocument;
  /** Ids of the versions that were there before. */
  readonly known: readonly string[];
}
