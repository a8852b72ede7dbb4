import {
  CreatePolicy$,
  type CreatePolicyCommand,
  DeletePolicy$,
  type DeletePolicyCommand,
  GetPolicy$,
  type GetPolicyCommand,
  ListEntitiesForPolicy$,
  type ListEntitiesForPolicyCommand,
  ListPolicies$,
  type ListPoliciesCommand,
} from '@aws-sdk/client-iam';
import { entityId } from '../../ids.ts';
import type { ManagedPolicy, WorldAccount } from '../../world.ts';
import { iamAction } from '../call.ts';
import { identityDocument } from '../document.ts';
import { sandboxIamArn } from '../entities.ts';
import {
  allPolicies,
  countHolders,
  findOwnPolicy,
  findPolicy,
  holdersOf,
  isAwsManagedPolicy,
  onPolicy,
} from '../managed-policies.ts';
import { pageByName } from '../page.ts';
import { deleteConflict, entityAlreadyExists, requireQuota } from '../refusals.ts';
import { iamRequestTags, iamTagList, toTag, withIamTags } from '../tags.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_POLICIES = 1500;
const FIRST_VERSION = 'v1';

export const CreatePolicy = iamAction<CreatePolicyCommand>()({
  schema: CreatePolicy$,
  on: ({ account, input }) => ({
    resource: sandboxIamArn(account, 'policy', input.Path ?? '/', input.PolicyName),
    refersTo: `policy ${input.PolicyName}`,
    context: iamRequestTags(input),
  }),
  also: ({ account, input }) =>
    toTag('iam:TagPolicy', sandboxIamArn(account, 'policy', input.Path ?? '/', input.PolicyName), input),
  handle: ({ account, input, now }) => {
    const { PolicyName: name, Path: path = '/', Description: description } = input;
    const taken = Object.values(account.policies).some(
      (policy) => policy.name.toLowerCase() === name.toLowerCase(),
    );
    if (taken) {
      throw entityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    }
    requireQuota('PoliciesPerAccount', Object.keys(account.policies).length, MAX_POLICIES);
    const created = now.toISOString();
    const policy: ManagedPolicy = {
      id: entityId('ANPA'),
      arn: sandboxIamArn(account, 'policy', path, name),
      name,
      path,
      created,
      updated: created,
      ...(description === undefined ? {} : { description }),
      tags: withIamTags({}, input.Tags),
      defaultVersion: FIRST_VERSION,
      nextVersion: 2,
      versions: { [FIRST_VERSION]: { document: identityDocument(input.PolicyDocument, 'managed'), created } },
    };
    account.policies[policy.arn] = policy;
    const { Tags } = input;
    return {
      Policy: { ...policyOf(account, policy), ...(Tags?.length ? { Tags: iamTagList(policy.tags) } : {}) },
    };
  },
});

export const GetPolicy = iamAction<GetPolicyCommand>()({
  schema: GetPolicy$,
  readOnly: true,
  on: onPolicy,
  handle: (call) => {
    const policy = findPolicy(call);
    const { description } = policy;
    return {
      Policy: {
        ...policyOf(call.account, policy),
        ...(description === undefined ? {} : { Description: description }),
        Tags: iamTagList(policy.tags),
      },
    };
  },
});

export const ListPolicies = iamAction<ListPoliciesCommand>()({
  schema: ListPolicies$,
  readOnly: true,
  on: ({ account, input: { PathPrefix = '/' } }) => ({
    resource: sandboxIamArn(account, 'policy', PathPrefix, ''),
    refersTo: `policy path ${PathPrefix}`,
  }),
  handle: ({ account, input }) => {
    const { Scope = 'All', OnlyAttached = false, PathPrefix = '/', PolicyUsageFilter: usage } = input;
    const used = (arn: string): boolean =>
      usage === 'PermissionsBoundary'
        ? countHolders(account, arn, 'boundary') > 0
        : countHolders(account, arn, 'attached') > 0;
    const policies = allPolicies(account)
      .filter(({ arn }) => Scope === 'All' || (Scope === 'AWS') === isAwsManagedPolicy(arn))
      .filter(({ path }) => path.startsWith(PathPrefix))
      .filter(({ arn }) => (!OnlyAttached && usage === undefined) || used(arn));
    const { items, rest } = pageByName(policies, input, ({ name, arn }) => `${name} ${arn}`);
    return { Policies: items.map((policy) => policyOf(account, policy)), ...rest };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
export const DeletePolicy = iamAction<DeletePolicyCommand>()({
  schema: DeletePolicy$,
  on: onPolicy,
  handle: (call) => {
    const { account } = call;
    const { arn, versions } = findOwnPolicy(call);
    if (countHolders(account, arn, 'attached') + countHolders(account, arn, 'boundary') > 0) {
      throw deleteConflict('Cannot delete a policy attached to entities.');
    }
    if (Object.keys(versions).length > 1) {
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    }
    delete account.policies[arn];
    return {};
  },
});

export const ListEntitiesForPolicy = iamAction<ListEntitiesForPolicyCommand>()({
  schema: ListEntitiesForPolicy$,
  readOnly: true,
  on: onPolicy,
  handle: (call) => {
    const { account, input } = call;
    const { arn } = findPolicy(call);
    const { EntityFilter: filter, PathPrefix = '/', PolicyUsageFilter: usage } = input;
    const { users, roles, groups } = holdersOf(
      account,
      arn,
      usage === 'PermissionsBoundary' ? 'boundary' : 'attached',
    );
    const entities = [
      ...users.map((entity) => ({ type: 'User', entity })),
      ...roles.map((entity) => ({ type: 'Role', entity })),
      ...groups.map((entity) => ({ type: 'Group', entity })),
    ]
      .filter(({ type }) => filter === undefined || filter === type)
      .filter(({ entity }) => entity.path.startsWith(PathPrefix));
    const { items, rest } = pageByName(entities, input, ({ entity }) => entity.arn);
    const named = (type: string) => items.filter((item) => item.type === type).map(({ entity }) => entity);
    return {
      PolicyUsers: named('User').map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyRoles: named('Role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      PolicyGroups: named('Group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      ...rest,
    };
  },
});

const policyOf = (account: WorldAccount, policy: ManagedPolicy) => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: policy.defaultVersion,
  AttachmentCount: countHolders(account, policy.arn, 'attached'),
  PermissionsBoundaryUsageCount: countHolders(account, policy.arn, 'boundary'),
  IsAttachable: true,
  CreateDate: new Date(policy.created),
  UpdateDate: new Date(policy.updated),
});
