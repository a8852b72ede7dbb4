import {
  AttachGroupPolicy$,
  AttachRolePolicy$,
  AttachUserPolicy$,
  DetachGroupPolicy$,
  DetachRolePolicy$,
  DetachUserPolicy$,
  ListAttachedGroupPolicies$,
  ListAttachedRolePolicies$,
  type ListAttachedRolePoliciesResponse,
  ListAttachedUserPolicies$,
} from '@aws-sdk/client-iam';
import { type Operation, ServiceError } from '../../operation.ts';
import type { Group } from '../../world.ts';
import { iamOperation } from '../call.ts';
import { find, GROUP_KIND, type Kind, type NameInput, ROLE_KIND, USER_KIND } from '../entities.ts';
import { peekPolicy } from '../managed-policies.ts';
import { type IamPageRequest, pageByName } from '../page.ts';
import { noSuchEntity, requireQuota } from '../refusals.ts';
import { onBounded } from '../targets.ts';

/** Managed policies, by what they are attached to. */

type Schema = Operation['schema'];
type Holder = Pick<Group, 'arn' | 'name' | 'path' | 'attached'>;
type OnePolicy = { readonly PolicyArn: string };

const MAX_ATTACHED = 10;

const onAttaching = <M extends string>(kind: Kind<M, Holder>) =>
  onBounded(kind, ({ PolicyArn }: OnePolicy) => ({ 'iam:PolicyARN': PolicyArn }));

const attach = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<NameInput<M> & OnePolicy, object>({
    schema,
    on: onAttaching(kind),
    handle: (call) => {
      const { attached } = find(kind, call);
      const { PolicyArn } = call.input;
      requirePolicyArn(PolicyArn);
      if (!peekPolicy(call.account, PolicyArn)) {
        throw noSuchEntity(`Policy ${PolicyArn} does not exist or is not attachable.`);
      }
      if (attached.includes(PolicyArn)) return {};
      requireQuota(`PoliciesPer${kind.title}`, attached.length, MAX_ATTACHED);
      attached.push(PolicyArn);
      return {};
    },
  });

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
function requirePolicyArn(arn: string): void {
  if (!/^arn:[^:]+:iam::(\d{12}|aws):policy\/./.test(arn)) {
    throw new ServiceError('ValidationError', 'Invalid ARN:  Could not be parsed!');
  }
}

const detach = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<NameInput<M> & OnePolicy, object>({
    schema,
    on: onAttaching(kind),
    handle: (call) => {
      const holder = find(kind, call);
      const { PolicyArn } = call.input;
      requirePolicyArn(PolicyArn);
      if (!holder.attached.includes(PolicyArn)) throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
      holder.attached = holder.attached.filter((arn) => arn !== PolicyArn);
      return {};
    },
  });

const list = <M extends string>(kind: Kind<M, Holder>, schema: Schema) =>
  iamOperation<
    NameInput<M> & IamPageRequest & { readonly PathPrefix?: string | undefined },
    ListAttachedRolePoliciesResponse
  >({
    schema,
    readOnly: true,
    on: onBounded(kind),
    handle: (call) => {
      const { PathPrefix: prefix = '/' } = call.input;
      const policies = find(kind, call)
        .attached.flatMap((arn) => peekPolicy(call.account, arn) ?? [])
        .filter(({ path }) => path.startsWith(prefix));
      const { items, rest } = pageByName(policies, call.input, ({ name, arn }) => `${name} ${arn}`);
      return {
        AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
        ...rest,
      };
    },
  });

export const AttachRolePolicy = attach(ROLE_KIND, AttachRolePolicy$);
export const DetachRolePolicy = detach(ROLE_KIND, DetachRolePolicy$);
export const ListAttachedRolePolicies = list(ROLE_KIND, ListAttachedRolePolicies$);

export const AttachUserPolicy = attach(USER_KIND, AttachUserPolicy$);
export const DetachUserPolicy = detach(USER_KIND, DetachUserPolicy$);
export const ListAttachedUserPolicies = list(USER_KIND, ListAttachedUserPolicies$);

export const AttachGroupPolicy = attach(GROUP_KIND, AttachGroupPolicy$);
export const DetachGroupPolicy = detach(GROUP_KIND, DetachGroupPolicy$);
export const ListAttachedGroupPolicies = list(GROUP_KIND, ListAttachedGroupPolicies$);
