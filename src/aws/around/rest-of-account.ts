import {
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import {
  DescribeKeyCommand,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { Facts } from '../../contract/facts.ts';
import type { Surroundings } from '../../contract/surroundings.ts';
import type { Clients } from '../client/clients.ts';
import { ifExists } from '../client/failure.ts';
import { decodeDocument } from '../client/iam-policies.ts';
import { everyPage } from '../client/pages.ts';

/** Items a page, of what an account may have by the thousand: the most that IAM and KMS give. */
const MOST = 1000;

/** What the lab reads but never changes: the next to the things it does change. */
export async function readSurroundings({ iam, kms, s3 }: Clients, facts: Facts): Promise<Surroundings> {
  const RoleName = facts.role.name;
  const KeyId = facts.key.id;
  const [role, attached, inline, users, policies, key, grants, aliases, keys, sample] = await Promise.all([
    iam.send(new GetRoleCommand({ RoleName })),
    everyPage(
      (Marker) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker })),
      (page) => [page.AttachedPolicies, page.Marker],
    ),
    everyPage(
      (Marker) => iam.send(new ListRolePoliciesCommand({ RoleName, Marker })),
      (page) => [page.PolicyNames, page.Marker],
    ),
    everyPage(
      (Marker) => iam.send(new ListUsersCommand({ Marker, MaxItems: MOST })),
      (page) => [page.Users, page.Marker],
    ),
    everyPage(
      (Marker) => iam.send(new ListPoliciesCommand({ Scope: 'Local', Marker, MaxItems: MOST })),
      (page) => [page.Policies, page.Marker],
    ),
    kms.send(new DescribeKeyCommand({ KeyId })),
    everyPage(
      (Marker) => kms.send(new ListGrantsCommand({ KeyId, Marker })),
      (page) => [page.Grants, page.NextMarker],
    ),
    everyPage(
      (Marker) => kms.send(new ListAliasesCommand({ KeyId, Marker })),
      (page) => [page.Aliases, page.NextMarker],
    ),
    everyPage(
      (Marker) => kms.send(new ListKeysCommand({ Marker, Limit: MOST })),
      (page) => [page.Keys, page.NextMarker],
    ),
    ifExists(s3.send(new HeadObjectCommand({ Bucket: facts.bucket, Key: facts.sampleObject }))),
  ]);
  const ownPolicyArn = facts.rolePolicy.kind === 'managed' ? facts.rolePolicy.arn : undefined;
  return {
    [`trust policy of ${RoleName}`]: JSON.stringify(decodeDocument(role.Role?.AssumeRolePolicyDocument)),
    [`permissions boundary of ${RoleName}`]: role.Role?.PermissionsBoundary?.PermissionsBoundaryArn ?? 'none',
    [`policies attached to ${RoleName}`]: list(attached, ({ PolicyArn }) => PolicyArn),
    [`inline policies of ${RoleName}`]: list(inline, (name) => name),
    'other IAM users': list(
      users.filter(({ UserName }) => UserName !== facts.userName),
      ({ UserName }) => UserName,
    ),
    'other customer-managed policies': list(
      policies.filter(({ Arn }) => Arn !== ownPolicyArn),
      ({ Arn, DefaultVersionId }) => `${Arn} ${DefaultVersionId}`,
    ),
    'state of the key': `${key.KeyMetadata?.KeyState}, origin ${key.KeyMetadata?.Origin}`,
    'end of the key material': key.KeyMetadata?.ValidTo?.toISOString() ?? 'none',
    'grants on the key': list(grants, ({ GrantId }) => GrantId),
    'other aliases of the key': list(
      aliases.filter(({ AliasName }) => AliasName !== facts.key.alias),
      ({ AliasName }) => AliasName,
    ),
    'keys of the account': list(keys, ({ KeyId }) => KeyId),
    [`s3://${facts.bucket}/${facts.sampleObject}`]: sample
      ? `${sample.ETag} under ${sample.SSEKMSKeyId}`
      : 'absent',
  };
}

const list = <T>(items: readonly T[], name: (item: T) => string | undefined): string =>
  items.map(name).sort().join(', ') || 'none';
