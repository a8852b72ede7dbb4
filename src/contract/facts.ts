import type { Caller } from '../policy/request.ts';
import type { ResourceId } from './resource.ts';

/** `corrected` repairs the page's slips; `published` applies its text to the letter. */
export type Variant = 'corrected' | 'published';

/** What was found in the account: the names and ARNs a step needs to fill the page's placeholders. */
export interface Facts {
  readonly accountId: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
  readonly region: string;
  readonly operator: Caller;
  readonly role: { readonly name: string; readonly arn: string };
  /** The policy on the role that gives it the key's cryptographic actions: found by attachment, not by name. */
  readonly rolePolicy: RolePolicyFact;
  readonly key: { readonly id: string; readonly arn: string; readonly alias: string };
  readonly userName: string;
  readonly bucket: string;
  readonly sampleObject: string;
  readonly instance: { readonly id: string; readonly publicIp?: string };
}

export type RolePolicyFact =
  | { readonly kind: 'managed'; readonly name: string; readonly arn: string }
  | { readonly kind: 'inline'; readonly name: string };

/** The ARN of an IAM user, role or the root in the lab's account, in its partition. */
export const iamArn = (facts: Pick<Facts, 'partition' | 'accountId'>, rest: string): string =>
  `arn:${facts.partition}:iam::${facts.accountId}:${rest}`;

/** What a write to each of the lab's resources touches: the lab writes to nothing else. */
export function arnsOfTheLab(facts: Facts): { readonly [Id in ResourceId]: string } {
  const { partition, region, accountId, key, role, rolePolicy, userName, instance } = facts;
  return {
    alias: `arn:${partition}:kms:${region}:${accountId}:${key.alias}`,
    'role-policy': rolePolicy.kind === 'managed' ? rolePolicy.arn : role.arn,
    user: iamArn(facts, `user/${userName}`),
    'key-policy': key.arn,
    'web-app': `arn:${partition}:ec2:${region}:${accountId}:instance/${instance.id}`,
  };
}
