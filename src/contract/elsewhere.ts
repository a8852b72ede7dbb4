import type { PolicyDocument } from '../policy/document.ts';
import type { NamedPolicy } from '../policy/request.ts';
import type { Missing } from './missing.ts';

/**
 * What else in the account decides, and where a mistaken edit may have gone: other keys, policies, versions and
 * users.
 */
export interface Elsewhere {
  /** What the lab needs and cannot use now. `Lab.missing` has the same as of opening the account. */
  readonly missing: readonly Missing[];
  /** Other customer keys of the account. */
  readonly keys: readonly OtherKey[];
  /** The role's other policies. */
  readonly rolePolicies: readonly OtherRolePolicy[];
  /** Versions of the role's policy that the lab uses, newest first; empty for an inline policy. */
  readonly versions: readonly PolicyVersion[];
  readonly userNames: readonly string[];
  /** Of the page's user; absent if it does not exist. */
  readonly userArn?: string;
  readonly webApp: WebAppDoor;
}

/** A customer managed key of the account that is not the lab's. */
export interface OtherKey {
  readonly id: string;
  readonly arn: string;
  readonly aliases: readonly string[];
  /** Absent if the operator may not read it. */
  readonly policy?: PolicyDocument;
}

/** A policy of the instance role that is not the lab's. */
export interface OtherRolePolicy extends NamedPolicy {
  /** Absent for an inline policy: IAM keeps no history of it. */
  readonly arn?: string;
  /** The version before the one in force, if there is one. */
  readonly previous?: PolicyDocument;
  /** The version's id: `v1`. */
  readonly previousVersion?: string;
  /** When the version in force was created; ISO 8601. */
  readonly changedAt?: string;
}

/** A version of a managed policy. Only the default version is in force. */
export interface PolicyVersion {
  /** `v2` */
  readonly id: string;
  readonly isDefault: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly document: PolicyDocument;
}

/** Whether the web app's address accepts a connection. */
export interface WebAppDoor {
  readonly url: string;
  /** `refused`: the machine answers that nothing listens on the port. `silent`: no answer came at all. */
  readonly knock: 'answers' | 'refused' | 'silent';
  /**
   * The instance's security groups, and whether one of them allows the port. Absent if this is not needed or may not
   * be read.
   */
  readonly ingress?: { readonly groups: readonly string[]; readonly open: boolean };
}
