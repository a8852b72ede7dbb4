import type { Decision } from '../policy/decision.ts';
import type { AccessMatrix, Foreseen, PrincipalId } from './access.ts';
import type { Snapshot } from './resource.ts';
import type { Suggestion } from './suggestion.ts';
import type { AccountSurroundings, FacetChange } from './surroundings.ts';

/**
 * The prediction for the account with certain documents in it, made from them and from everything else that decides
 * (all policies of each principal, boundaries, grants, the state of the key, the bucket and its policy, and the
 * request context of the caller). Nothing is tried.
 */
export interface Prospect {
  readonly documents: Snapshot;
  /** Predicted only. */
  readonly matrix: AccessMatrix;
  /** The same for every action of KMS, like `Access.foresee`. */
  foresee(as?: { readonly mfaAge?: number; readonly of?: readonly PrincipalId[] }): readonly Foreseen[];
  /** Why no principal can use the key, whatever the policies say; absent while the key is enabled. */
  readonly unusable?: { readonly says: string; readonly next: readonly Suggestion[] };
  readonly webApp: WebAppProspect;
  /** The rest of the account as it is now. */
  readonly rest: AccountSurroundings;
  /** How it differs from before, like `Lab.changedSince`. */
  changedSince(before: AccountSurroundings): readonly FacetChange[];
}

/** What the web app, acting as the instance role, can do with the bucket. */
export interface WebAppProspect {
  /** s3:ListBucket: the list of files. */
  readonly list: Decision;
  /** s3:GetObject on the sample file, without the key. */
  readonly get: Decision;
  /** s3:PutObject of an upload, without the key. */
  readonly put: Decision;
  /** kms:Decrypt and kms:GenerateDataKey through S3. */
  readonly decrypt: Decision;
  readonly dataKey: Decision;
  /** The sample file's key in the bucket: `SampleFile-KMS.txt`. */
  readonly sampleObject: string;
  /** How the sample file is stored; `unreadable` if the operator may not look. */
  readonly sample: 'under-the-key' | 'under-another-key' | 'without-kms' | 'missing' | 'unreadable';
}
