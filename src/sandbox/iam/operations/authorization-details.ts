import type * as Sdk from '@aws-sdk/client-iam';
import {
  GetAccountAuthorizationDetails$,
  type GetAccountAuthorizationDetailsCommand,
} from '@aws-sdk/client-iam';
import type { Group, ManagedPolicy, Role, User, WorldAccount } from '../../world.ts';
import { type IamCall, iamAction } from '../call.ts';
import { describeGroup, describeInstanceProfile, roleInFull, userInFull } from '../describe.ts';
import { encodeDocument } from '../document.ts';
import { allPolicies, countHolders, isAwsManagedPolicy, peekPolicy } from '../managed-policies.ts';
import { iamPage } from '../page.ts';

type Call = IamCall<unknown>;

/** One entry of the answer, and the list that it belongs to. */
type Entry =
  | { readonly kind: 'User'; readonly entity: User }
  | { readonly kind: 'Group'; readonly entity: Group }
  | { readonly kind: 'Role'; readonly entity: Role }
  | { readonly kind: 'LocalManagedPolicy' | 'AWSManagedPolicy'; readonly entity: ManagedPolicy };

/**
 * Everything about who may do what: users, groups, roles, and the managed policies in use.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const GetAccountAuthorizationDetails = iamAction<GetAccountAuthorizationDetailsCommand>()({
  schema: GetAccountAuthorizationDetails$,
  readOnly: true,
  on: () => ({ resource: '*' }),
  handle: (call) => {
    const { Filter = [] } = call.input;
    const entries = entriesOf(call.account).filter(
      ({ kind }) => Filter.length === 0 || Filter.includes(kind),
    );
    const { items, rest } = iamPage(entries, call.input, ({ entity }) => entity.arn);
    return {
      UserDetailList: items.flatMap((item) => (item.kind === 'User' ? [userDetail(call, item.entity)] : [])),
      GroupDetailList: items.flatMap((item) =>
        item.kind === 'Group'
          ? [{ ...describeGroup(item.entity), ...held(call, 'GroupPolicyList', item.entity) }]
          : [],
      ),
      RoleDetailList: items.flatMap((item) => (item.kind === 'Role' ? [roleDetail(call, item.entity)] : [])),
      Policies: items.flatMap((item) => ('versions' in item.entity ? [policyDetail(call, item.entity)] : [])),
      ...rest,
    };
  },
});

const entriesOf = (account: WorldAccount): readonly Entry[] => [
  ...Object.values(account.users).map((entity) => ({ kind: 'User', entity }) as const),
  ...Object.values(account.groups).map((entity) => ({ kind: 'Group', entity }) as const),
  ...Object.values(account.roles).map((entity) => ({ kind: 'Role', entity }) as const),
  ...allPolicies(account)
    .filter(({ arn }) => !isAwsManagedPolicy(arn) || countHolders(account, arn, 'attached') > 0)
    .map(
      (entity) =>
        ({
          kind: isAwsManagedPolicy(entity.arn) ? 'AWSManagedPolicy' : 'LocalManagedPolicy',
          entity,
        }) as const,
    ),
];

const userDetail = (call: Call, user: User): Sdk.UserDetail => ({
  ...userInFull(user),
  GroupList: [...user.groups],
  ...held(call, 'UserPolicyList', user),
});

const roleDetail = (call: Call, role: Role): Sdk.RoleDetail => {
  const { MaxSessionDuration: _, Description: __, ...shown } = roleInFull(call.world, role);
  return {
    ...shown,
    InstanceProfileList: Object.values(call.account.instanceProfiles)
      .filter(({ roles }) => roles.includes(role.name))
      .map((profile) => describeInstanceProfile(call, profile)),
    ...held(call, 'RolePolicyList', role),
  };
};

const held = <List extends string>(
  { account }: Call,
  list: List,
  { inline, attached }: Pick<Group, 'inline' | 'attached'>,
) => ({
  ...({
    [list]: Object.entries(inline).map(([PolicyName, document]) => ({
      PolicyName,
      PolicyDocument: encodeDocument(document),
    })),
  } as Record<List, Sdk.PolicyDetail[]>),
  AttachedManagedPolicies: attached.map((PolicyArn) => ({
    PolicyName: peekPolicy(account, PolicyArn)?.name,
    PolicyArn,
  })),
});

const policyDetail = ({ account }: Call, policy: ManagedPolicy): Sdk.ManagedPolicyDetail => ({
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
  PolicyVersionList: Object.entries(policy.versions).map(([VersionId, { document, created }]) => ({
    VersionId,
    IsDefaultVersion: VersionId === policy.defaultVersion,
    CreateDate: new Date(created),
    Document: encodeDocument(document),
  })),
});
