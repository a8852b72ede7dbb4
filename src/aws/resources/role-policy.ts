import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListPolicyVersionsCommand,
  type PolicyVersion,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Ledger } from '../../contract/ledger.ts';
import type { Resource } from '../../contract/resource.ts';
import { sh } from '../../contract/suggestion.ts';
import { sameDocument } from '../../policy/canonical.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { countedSize, validateIdentityPolicy } from '../../policy/validate.ts';
import { awsCode, ifExists } from '../client/failure.ts';
import { decodeDocument, type IamReader, versionDocument } from '../client/iam-policies.ts';
import { everyPage } from '../client/pages.ts';
import { requireAccepted } from './accepted.ts';
import { type MayOperator, requirePermitted } from './permitted.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MAX_VERSIONS = 5;

/** The role's policy that grants the key's actions: customer managed or inline, as it was found. */
export function rolePolicy(given: Given): Resource<'role-policy'> {
  const { facts } = given;
  const { rolePolicy: policy, role } = facts;
  return {
    id: 'role-policy',
    title: `policy ${policy.name} of role ${role.name}`,
    arn: facts.rolePolicy.kind === 'managed' ? facts.rolePolicy.arn : facts.role.arn,
    removable: false,
    after: [],
    same: (a, b) => (a && b ? sameDocument(a, b) : a === b),
    ...(policy.kind === 'managed' ? managed(given, policy.arn) : inline(given, policy.name)),
  };
}

interface Given {
  readonly iam: IAMClient;
  readonly reader: IamReader;
  readonly facts: Facts;
  readonly ledger: Ledger;
  readonly may: MayOperator;
}

type Kept = Pick<
  Resource<'role-policy'>,
  'read' | 'version' | 'write' | 'possible' | 'accepts' | 'calls' | 'tidy'
>;

const inline = ({ iam, reader, facts, may }: Given, PolicyName: string): Kept => {
  const { name: RoleName, arn } = facts.role;
  return {
    async read() {
      const found = await ifExists(iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })));
      return found && decodeDocument(found.PolicyDocument);
    },
    async write(document) {
      const PolicyDocument = JSON.stringify(required(document));
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    },
    possible: async () => requirePermitted('iam:PutRolePolicy', await may('iam:PutRolePolicy', arn)),
    async accepts(document) {
      const all = await reader.attachedToRole(RoleName);
      const beside = all.filter(({ name, arn }) => arn === undefined && name !== PolicyName);
      const others = beside.reduce((sum, { document }) => sum + countedSize(JSON.stringify(document)), 0);
      requireAccepted('IAM', () =>
        validateIdentityPolicy(JSON.stringify(document), 'role-inline', { owner: RoleName, others }),
      );
    },
    calls: () => ['iam:PutRolePolicy'],
  };
};

const managed = ({ iam, reader, ledger, may }: Given, PolicyArn: string): Kept => ({
  read: () => ifExists(reader.managed(PolicyArn)),

  async version() {
    const found = await ifExists(iam.send(new GetPolicyCommand({ PolicyArn })));
    return found?.Policy?.DefaultVersionId;
  },

  /**
   * If an existing version has the document, it becomes the default again; otherwise a new version is added, and only
   * the lab's versions are deleted for it.
   */
  async write(document) {
    const wanted = required(document);
    const versions = await versionsOf(iam, PolicyArn);
    await settleIntent(iam, PolicyArn, versions, ledger);
    const VersionId = await saying(iam, PolicyArn, versions, wanted);
    if (VersionId !== undefined) {
      await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId }));
      return;
    }
    const oldest = givingWay(versions, PolicyArn, ledger);
    if (oldest) await deleteVersion(iam, PolicyArn, oldest, ledger);
    await addVersion(iam, PolicyArn, wanted, versions, ledger);
  },

  async possible(_, document) {
    const versions = await versionsOf(iam, PolicyArn);
    const wanted = required(document);
    const creates = (await saying(iam, PolicyArn, versions, wanted)) === undefined;
    if (creates) {
      requirePermitted('iam:CreatePolicyVersion', await may('iam:CreatePolicyVersion', PolicyArn));
      givingWay(versions, PolicyArn, ledger);
    }
    const undoing = creates
      ? ['iam:SetDefaultPolicyVersion', 'iam:DeletePolicyVersion']
      : ['iam:SetDefaultPolicyVersion'];
    for (const action of undoing) {
      requirePermitted(action, await may(action, PolicyArn), { restores: creates });
    }
  },

  accepts: async (document) =>
    requireAccepted('IAM', () => validateIdentityPolicy(JSON.stringify(document), 'managed')),

  calls: () => ['iam:CreatePolicyVersion, or iam:SetDefaultPolicyVersion if a version already has it'],

  async tidy() {
    const versions = await versionsOf(iam, PolicyArn);
    await settleIntent(iam, PolicyArn, versions, ledger);
    for (const version of oursToDelete(versions, PolicyArn, ledger)) {
      await deleteVersion(iam, PolicyArn, version, ledger);
    }
  },
});

const versionsOf = (iam: IAMClient, PolicyArn: string): Promise<readonly PolicyVersion[]> =>
  everyPage(
    (Marker) => iam.send(new ListPolicyVersionsCommand({ PolicyArn, Marker })),
    (page) => [page.Versions, page.Marker],
  );

/**
 * Creates the new default version. IAM accepts no idempotency token here: if an answer is lost and the SDK repeats
 * the request, there are two versions, or no room for the second.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html
 */
async function addVersion(
  iam: IAMClient,
  PolicyArn: string,
  document: PolicyDocument,
  versions: readonly PolicyVersion[],
  ledger: Ledger,
): Promise<void> {
  const known = versions.map(({ VersionId = '' }) => VersionId);
  await ledger.intendPolicyVersion(PolicyArn, { document, known });
  const settle = async () => settleIntent(iam, PolicyArn, await versionsOf(iam, PolicyArn), ledger);
  try {
    const PolicyDocument = JSON.stringify(document);
    const { PolicyVersion, $metadata } = await iam.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }),
    );
    const made = PolicyVersion?.VersionId;
    if (!made) throw new LabError('ERR_AWS', 'CreatePolicyVersion did not say which version it made.');
    await ledger.settlePolicyVersion(PolicyArn, [made]);
    // A version whose answer was lost may not be listed yet; a later command finds it by the same intent.
    if ($metadata.attempts !== 1)
      await ledger.intendPolicyVersion(PolicyArn, { document, known: [...known, made] });
  } catch (error) {
    if (awsCode(error) !== 'LimitExceededException' || (await settle()).length === 0) throw error;
  }
}

/**
 * Finds the version that was about to be created when the lab was killed or lost the answer: a new one that has the
 * intended document. Returns what it found.
 */
async function settleIntent(
  iam: IAMClient,
  PolicyArn: string,
  versions: readonly PolicyVersion[],
  ledger: Ledger,
): Promise<readonly string[]> {
  const intent = ledger.intendedPolicyVersion(PolicyArn);
  if (!intent) return [];
  const made: string[] = [];
  for (const { VersionId = '' } of versions) {
    if (intent.known.includes(VersionId)) continue;
    if (sameDocument(await versionDocument(iam, PolicyArn, VersionId), intent.document)) made.push(VersionId);
  }
  await ledger.settlePolicyVersion(PolicyArn, made);
  return made;
}

/** Versions that the lab created and that are not in force, oldest first. */
const oursToDelete = (
  versions: readonly PolicyVersion[],
  PolicyArn: string,
  ledger: Ledger,
): readonly string[] =>
  versions
    .filter(({ IsDefaultVersion }) => !IsDefaultVersion)
    .sort((a, b) => (a.CreateDate?.getTime() ?? 0) - (b.CreateDate?.getTime() ?? 0))
    .map(({ VersionId = '' }) => VersionId)
    .filter((version) => ledger.madePolicyVersion(PolicyArn, version));

async function deleteVersion(
  iam: IAMClient,
  PolicyArn: string,
  VersionId: string,
  ledger: Ledger,
): Promise<void> {
  await ifExists(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId })));
  await ledger.forgetPolicyVersion(PolicyArn, VersionId);
}

/** The version to delete before another is created, if there is no room. Throws `ERR_NOT_OURS` if none is the lab's. */
function givingWay(
  versions: readonly PolicyVersion[],
  PolicyArn: string,
  ledger: Ledger,
): string | undefined {
  if (versions.length < MAX_VERSIONS) return undefined;
  const [oldest] = oursToDelete(versions, PolicyArn, ledger);
  if (oldest) return oldest;
  const others = versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion);
  throw new LabError(
    'ERR_NOT_OURS',
    `The policy ${PolicyArn} has ${MAX_VERSIONS} versions, as many as IAM keeps, and the lab made none of them.`,
    {
      hint: 'Delete one that you do not need.',
      next: others.slice(-1).map(({ VersionId }) => ({
        why: 'deletes the oldest version that is not in force',
        shell: sh`aws iam delete-policy-version --policy-arn ${PolicyArn} --version-id ${VersionId}`,
      })),
    },
  );
}

/** A version, not in force, with the same document by meaning. */
async function saying(
  iam: IAMClient,
  PolicyArn: string,
  versions: readonly PolicyVersion[],
  wanted: PolicyDocument,
): Promise<string | undefined> {
  for (const { VersionId = '', IsDefaultVersion } of versions) {
    if (IsDefaultVersion) continue;
    if (sameDocument(await versionDocument(iam, PolicyArn, VersionId), wanted)) return VersionId;
  }
  return undefined;
}

function required(document: PolicyDocument | undefined): PolicyDocument {
  if (document) return document;
  throw new LabError('ERR_NOT_OURS', 'The lab does not remove the role’s policy.');
}
