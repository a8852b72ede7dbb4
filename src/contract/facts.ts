import type { Caller } from '../policy/request.ts';

/** Which text of the page is applied: `corrected` fixes its mistakes, `published` applies it verbatim. */
export type Variant = 'corrected' | 'published';

/** Names and ARNs found in the account. Steps fill them into the placeholders of the page. */
export interface Facts {
  readonly accountId: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
  readonly region: string;
  readonly operator: Caller;
  readonly role: { readonly name: string; readonly arn: string };
  /** The policy on the role that gives it the key's cryptographic actions. Found by attachment, not by name. */
  readonly rolePolicy: RolePolicyFact;
  readonly key: { readonly id: string; readonly arn: string; readonly alias: string };
  readonly userName: string;
  readonly bucket: string;
  readonly sampleObject: string;
  readonly instance: {
    readonly id: string;
    readonly publicIp?: string;
    /** How it was looked for; absent in a baseline of an older version. */
    readonly name?: string;
  };
}

/** The policy that gives the instance role the key: a managed policy or an inline policy. */
export type RolePolicyFact =
  | { readonly kind: 'managed'; readonly name: string; readonly arn: string }
  | { readonly kind: 'inline'; readonly name: string };

/** The ARN of an IAM user, a role or the root user in the lab's account, in its partition. */
export const iamArn = (facts: Pick<Facts, 'partition' | 'accountId'>, rest: string): string =>
  `arn:${facts.partition}:iam::${facts.accountId}:${rest}`;
