import { DeleteUserPermissionsBoundaryCommand, PutUserPermissionsBoundaryCommand } from '@aws-sdk/client-iam';
import { CreateGrantCommand, ListGrantsCommand, RevokeGrantCommand } from '@aws-sdk/client-kms';
import { iamArn } from '../../contract/facts.ts';
import type { ConformanceRow } from '../row.ts';
import type { ConformanceScene } from '../scene.ts';
import {
  BY_IAM,
  BY_KEY_POLICY,
  delegated,
  denied,
  encrypt,
  IAM_GUIDE,
  iamStatement,
  KMS_GUIDE,
  keyStatement,
  NO_IAM,
  NO_KEY_POLICY,
} from './parts.ts';

const KEY_POLICIES = `${KMS_GUIDE}/key-policies.html`;
const DEFAULT_POLICY = `${KMS_GUIDE}/key-policy-default.html`;
const LOGIC = `${IAM_GUIDE}/reference_policies_evaluation-logic_policy-eval-basics.html`;
const NOT_PRINCIPAL = `${IAM_GUIDE}/reference_policies_elements_notprincipal.html`;
const GRANTS = `${KMS_GUIDE}/grants.html`;

const byPrincipal: readonly ConformanceRow[] = [
  {
    id: 'key-policy-alone',
    says: 'A user that the key policy names needs no IAM policy.',
    source: KEY_POLICIES,
    key: ({ userArn }) => [keyStatement(userArn, 'kms:Encrypt')],
    as: 'user',
    ask: encrypt,
    expect: 'allowed',
  },
  {
    id: 'iam-alone',
    says: 'An IAM policy gives nothing if the key policy does not let the account in.',
    source: DEFAULT_POLICY,
    iam: () => [iamStatement('kms:*')],
    as: 'user',
    ask: encrypt,
    expect: NO_KEY_POLICY,
  },
  {
    id: 'delegated',
    says: 'A key policy that lets the account in leaves the decision to IAM.',
    source: DEFAULT_POLICY,
    key: (scene) => [delegated(scene)],
    iam: () => [iamStatement('kms:Encrypt')],
    as: 'user',
    ask: encrypt,
    expect: 'allowed',
  },
  {
    id: 'delegated-without-iam',
    says: 'A key policy that lets the account in gives a user nothing by itself.',
    source: DEFAULT_POLICY,
    key: (scene) => [delegated(scene)],
    as: 'user',
    ask: encrypt,
    expect: NO_IAM,
  },
  {
    id: 'role-by-arn',
    says: 'A key policy that names a role lets in its sessions.',
    source: KEY_POLICIES,
    key: ({ roleArn }) => [keyStatement(roleArn, 'kms:Encrypt')],
    as: 'role',
    ask: encrypt,
    expect: 'allowed',
  },
  {
    id: 'session-by-arn',
    says: 'A key policy can name a session of a role.',
    source: `${IAM_GUIDE}/reference_policies_elements_principal.html`,
    key: ({ sessionArn }) => [keyStatement(sessionArn, 'kms:Encrypt')],
    as: 'role',
    ask: encrypt,
    expect: 'allowed',
  },
  {
    id: 'another-principal',
    says: 'A key policy that names a role does not let in a user.',
    source: KEY_POLICIES,
    key: ({ roleArn }) => [keyStatement(roleArn, 'kms:Encrypt')],
    as: 'user',
    ask: encrypt,
    expect: NO_KEY_POLICY,
  },
  {
    id: 'another-action',
    says: 'A statement counts only for its actions.',
    source: KEY_POLICIES,
    key: ({ userArn }) => [keyStatement(userArn, 'kms:Decrypt')],
    as: 'user',
    ask: encrypt,
    expect: NO_KEY_POLICY,
  },
  {
    id: 'wildcard-action',
    says: 'An action can have wildcards, and its case does not count.',
    source: `${IAM_GUIDE}/reference_policies_elements_action.html`,
    key: ({ userArn }) => [keyStatement(userArn, 'kms:enc*')],
    as: 'user',
    ask: encrypt,
    expect: 'allowed',
  },
];

const denials: readonly ConformanceRow[] = [
  {
    id: 'deny-in-key-policy',
    says: 'A Deny in the key policy beats an Allow in it and in IAM.',
    source: LOGIC,
    key: (scene) => [delegated(scene), keyStatement(scene.userArn, 'kms:Encrypt'), deny(scene.userArn)],
    iam: () => [iamStatement('kms:*')],
    as: 'user',
    ask: encrypt,
    expect: BY_KEY_POLICY,
  },
  {
    id: 'deny-in-iam',
    says: 'A Deny in IAM beats an Allow in the key policy.',
    source: LOGIC,
    key: ({ userArn }) => [keyStatement(userArn, 'kms:Encrypt')],
    iam: () => [iamStatement('kms:Encrypt', { Effect: 'Deny' })],
    as: 'user',
    ask: encrypt,
    expect: BY_IAM,
  },
  {
    id: 'deny-role',
    says: 'A Deny for a role denies its sessions.',
    source: LOGIC,
    key: ({ roleArn }) => [keyStatement(roleArn, 'kms:Encrypt'), deny(roleArn)],
    as: 'role',
    ask: encrypt,
    expect: BY_KEY_POLICY,
  },
  {
    id: 'deny-all-but-an-action',
    says: 'A Deny with NotAction denies every other action.',
    source: `${IAM_GUIDE}/reference_policies_elements_notaction.html`,
    key: ({ userArn }) => {
      const { Action: _, ...rest } = deny(userArn);
      return [keyStatement(userArn, 'kms:*'), { ...rest, NotAction: 'kms:DescribeKey' }];
    },
    as: 'user',
    ask: encrypt,
    expect: BY_KEY_POLICY,
  },
  {
    id: 'not-principal-spares',
    says: 'A Deny with NotPrincipal spares a session whose account, role and session are all listed.',
    source: NOT_PRINCIPAL,
    inferred: true,
    key: (scene) => [
      keyStatement(scene.roleArn, 'kms:Encrypt'),
      spare(scene, [scene.roleArn, scene.sessionArn]),
    ],
    as: 'role',
    ask: encrypt,
    expect: 'allowed',
  },
  {
    id: 'not-principal-role-only',
    says: 'A Deny with NotPrincipal denies a session if only its role is listed.',
    source: NOT_PRINCIPAL,
    inferred: true,
    key: (scene) => [keyStatement(scene.roleArn, 'kms:Encrypt'), spare(scene, [scene.roleArn])],
    as: 'role',
    ask: encrypt,
    expect: BY_KEY_POLICY,
  },
];

const deny = (AWS: string) => keyStatement(AWS, 'kms:Encrypt', { Effect: 'Deny' });

function spare(scene: ConformanceScene, others: readonly string[]) {
  const { Principal: _, ...rest } = deny('*');
  return { ...rest, NotPrincipal: { AWS: [iamArn(scene, 'root'), scene.operatorArn, ...others] } };
}

const limits: readonly ConformanceRow[] = [
  {
    id: 'session-policy',
    says: 'A session policy limits what IAM allows.',
    source: `${IAM_GUIDE}/access_policies.html#policies_session`,
    key: (scene) => [delegated(scene)],
    iam: () => [iamStatement('kms:*')],
    as: 'limited',
    ask: encrypt,
    expect: denied(/no session policy allows the kms:Encrypt action/),
  },
  {
    id: 'permissions-boundary',
    says: 'A permissions boundary limits what IAM allows.',
    source: `${IAM_GUIDE}/access_policies_boundaries.html`,
    key: (scene) => [delegated(scene)],
    iam: () => [iamStatement('kms:*')],
    before: ({ operator, name: UserName, partition }) =>
      operator.iam.send(
        new PutUserPermissionsBoundaryCommand({
          UserName,
          PermissionsBoundary: `arn:${partition}:iam::aws:policy/AmazonS3FullAccess`,
        }),
      ),
    after: ({ operator, name: UserName }) =>
      operator.iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName })),
    as: 'user',
    ask: encrypt,
    expect: denied(/no permissions boundary allows the kms:Encrypt action/),
  },
  {
    id: 'grant',
    says: 'A grant allows its operations without any policy.',
    source: GRANTS,
    before: (scene) => grantToUser(scene),
    after: revokeGrants,
    as: 'user',
    ask: encrypt,
    expect: 'allowed',
  },
  {
    id: 'grant-and-deny',
    says: 'A Deny in the key policy beats a grant.',
    source: GRANTS,
    key: ({ userArn }) => [deny(userArn)],
    before: (scene) => grantToUser(scene),
    after: revokeGrants,
    as: 'user',
    ask: encrypt,
    expect: BY_KEY_POLICY,
  },
  {
    id: 'revoked-grant',
    says: 'A grant that was revoked allows nothing.',
    source: `${KMS_GUIDE}/grant-delete.html`,
    before: async (scene) => {
      await grantToUser(scene);
      await revokeGrants(scene);
    },
    as: 'user',
    ask: encrypt,
    expect: NO_KEY_POLICY,
  },
];

const grantToUser = ({ operator, keyId: KeyId, userArn: GranteePrincipal }: ConformanceScene) =>
  operator.kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ['Encrypt'] }));

/** Nothing else makes grants on the key. */
async function revokeGrants({ operator: { kms }, keyId: KeyId }: ConformanceScene): Promise<void> {
  const { Grants = [] } = await kms.send(new ListGrantsCommand({ KeyId }));
  for (const { GrantId } of Grants) await kms.send(new RevokeGrantCommand({ KeyId, GrantId }));
}

/** Who may use the key, by each kind of policy. */
export const DECISION_ROWS: readonly ConformanceRow[] = [...byPrincipal, ...denials, ...limits];
