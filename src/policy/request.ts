import type { PolicyDocument } from './document.ts';

/** Who signed the request. ARNs are complete; `id` is the unique id that AWS stores (AIDA…, AROA…). */
export type Caller =
  | { readonly kind: 'root'; readonly accountId: string; readonly arn: string }
  | { readonly kind: 'user'; readonly accountId: string; readonly arn: string; readonly id: string }
  | {
      readonly kind: 'role-session';
      readonly accountId: string;
      /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
      readonly arn: string;
      /** `arn:aws:iam::ACCOUNT:role/PATH/ROLE` */
      readonly roleArn: string;
      readonly id: string;
      readonly sessionName: string;
    }
  | {
      readonly kind: 'federated-user';
      readonly accountId: string;
      /** `arn:aws:sts::ACCOUNT:federated-user/NAME` */
      readonly arn: string;
      readonly id: string;
    }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'anonymous' };

/**
 * The condition keys of one request, as AWS would set them; keys are case-insensitive. The evaluator adds the keys
 * that the caller determines (aws:PrincipalArn, aws:PrincipalAccount, aws:userid, aws:username, kms:CallerAccount …),
 * so they can be left out here.
 */
export type Context = Readonly<Record<string, string | readonly string[]>>;

export interface Request {
  readonly caller: Caller;
  /** `kms:Decrypt` */
  readonly action: string;
  /** The ARN acted upon, or `*` for actions without one. */
  readonly resource: string;
  readonly context?: Context;
}

/** A document, with the name by which a learner knows it: `KMSWorkshop-AdditionalPermissions`, `the key policy`. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/**
 * A grant on a key: it allows in addition to the key policy, and denies nothing.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html
 */
export interface KeyGrant {
  readonly id: string;
  readonly name?: string;
  /** ARN of a user, role, session or account; for a service, its name. */
  readonly grantee: string;
  /** `Decrypt`, `ReEncryptTo` */
  readonly operations: readonly string[];
  /** On the encryption context: that it equals this, or contains at least this. */
  readonly constraint?: {
    readonly kind: 'equals' | 'subset';
    readonly context: Readonly<Record<string, string>>;
  };
}

/** Every policy that counts for one request. An absent `boundary`, `session` or `resource` does not count. */
export interface Policies {
  /** Attached to the caller: inline, managed, and its groups'. */
  readonly identity: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  readonly session?: readonly NamedPolicy[];
  /** The account that owns the resource. */
  readonly owner: string;
  /** Key policy, bucket policy or trust policy. A KMS key without one allows no caller. */
  readonly resource?: NamedPolicy;
  /** On the resource, if that is a KMS key. */
  readonly grants?: readonly KeyGrant[];
}

/**
 * Which callers a `Deny` with `NotPrincipal` exempts, of those that are an account, a role and a session at the same
 * time. `all-facets`: if all of these are listed; `role-covers-sessions`: if account and role are; `any-facet`: if
 * one is. AWS does not document it for KMS; the first is the best supported.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export type NotPrincipalModel = 'all-facets' | 'role-covers-sessions' | 'any-facet';
