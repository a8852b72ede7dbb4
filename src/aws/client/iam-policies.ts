import {
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  type User,
} from '@aws-sdk/client-iam';
import type { PolicyVersion } from '../../contract/elsewhere.ts';
import type { AttachedPolicy, IamPolicies } from '../../contract/key-situation.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { ifExists } from './failure.ts';
import { keptAnswer } from './kept-answer.ts';
import type { OperatorIdentity } from './operator.ts';
import { everyPage } from './pages.ts';
import type { ReadRound } from './read-round.ts';

/**
 * IAM returns policy documents percent-encoded (RFC 3986: a `+` is a plus) and SDK v3 leaves them so.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
 */
export const decodeDocument = (encoded: string | undefined): PolicyDocument =>
  parsePolicy(decodeURIComponent(encoded ?? ''));

/** AWS's own policies do not change during a run. */
export const isAwsManagedArn = (arn: string): boolean => /^arn:[^:]+:iam::aws:policy\//.test(arn);

/** Where an identity keeps its policies. */
interface PolicyShelf {
  attached(
    Marker?: string,
  ): Promise<{ AttachedPolicies?: { PolicyName?: string; PolicyArn?: string }[]; Marker?: string }>;
  inlineNames(Marker?: string): Promise<{ PolicyNames?: string[]; Marker?: string }>;
  inline(PolicyName: string): Promise<{ PolicyDocument?: string }>;
}

/** Reads IAM's part of a decision. Reads again each time, except what cannot have changed. */
export class IamReader {
  readonly #iam: IAMClient;
  readonly #reads: ReadRound;
  /**
   * AWS's own policies by ARN; other versions by policy id and version id: a policy that was created again has
   * another id.
   */
  readonly #documents = new Map<string, Promise<PolicyDocument>>();

  constructor({ iam, reads }: { readonly iam: IAMClient; readonly reads: ReadRound }) {
    this.#iam = iam;
    this.#reads = reads;
  }

  async ofRole(RoleName: string): Promise<IamPolicies> {
    const [identity, role] = await Promise.all([
      this.attachedToRole(RoleName),
      this.#iam.send(new GetRoleCommand({ RoleName })),
    ]);
    return this.#within(role.Role, identity);
  }

  /** `undefined` if there is no such user. For a user that almost certainly exists: asks for everything at once. */
  async ofUser(UserName: string): Promise<IamPolicies | undefined> {
    const [user, [held]] = await Promise.all([
      this.#user(UserName),
      Promise.allSettled([this.#heldByUser(UserName)]),
    ]);
    if (!user) return undefined;
    if (held.status === 'rejected') throw held.reason;
    return this.#within(user, held.value);
  }

  /** The same for a user that may not exist: then it asks nothing more. */
  async ofUserIfThere(UserName: string): Promise<IamPolicies | undefined> {
    const user = await this.#user(UserName);
    return user && this.#within(user, await this.#heldByUser(UserName));
  }

  async #user(UserName: string): Promise<User | undefined> {
    return (await ifExists(this.#iam.send(new GetUserCommand({ UserName }))))?.User;
  }

  async #heldByUser(UserName: string): Promise<readonly AttachedPolicy[]> {
    const [own, groups] = await Promise.all([
      this.#policiesOn({
        attached: (Marker) => this.#iam.send(new ListAttachedUserPoliciesCommand({ UserName, Marker })),
        inlineNames: (Marker) => this.#iam.send(new ListUserPoliciesCommand({ UserName, Marker })),
        inline: (PolicyName) => this.#iam.send(new GetUserPolicyCommand({ UserName, PolicyName })),
      }),
      everyPage(
        (Marker) => this.#iam.send(new ListGroupsForUserCommand({ UserName, Marker })),
        (page) => [page.Groups, page.Marker],
      ).then((groups) => Promise.all(groups.map(({ GroupName = '' }) => this.#ofGroup(GroupName)))),
    ]);
    return [...own, ...groups.flat()];
  }

  /** What IAM allows the caller; the root user needs nothing from IAM. */
  async ofCaller(caller: OperatorIdentity): Promise<IamPolicies> {
    if (caller.kind === 'role-session') return this.ofRole(lastName(caller.roleArn));
    const found = caller.kind === 'user' ? await this.ofUser(lastName(caller.arn)) : undefined;
    return found ?? { identity: [] };
  }

  /** The role's own policies, inline ones first. */
  attachedToRole(RoleName: string): Promise<readonly AttachedPolicy[]> {
    return this.#policiesOn(this.#roleShelf(RoleName));
  }

  /** Which policies the role has: ARNs of attached ones, names of inline ones. Does not read their documents. */
  async namesOnRole(RoleName: string): Promise<{ attached: readonly string[]; inline: readonly string[] }> {
    const { attached, inline } = await listed(this.#roleShelf(RoleName));
    return { attached: attached.flatMap(({ PolicyArn }) => PolicyArn ?? []), inline };
  }

  #roleShelf(RoleName: string): PolicyShelf {
    return {
      attached: (Marker) => this.#iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker })),
      inlineNames: (Marker) => this.#iam.send(new ListRolePoliciesCommand({ RoleName, Marker })),
      inline: (PolicyName) => this.#iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
    };
  }

  /** The default version of a managed policy. */
  managed(arn: string): Promise<PolicyDocument> {
    const look = () => this.#inForce(arn);
    return isAwsManagedArn(arn) ? this.#once(arn, look) : this.#reads.throughWrites(arn, look);
  }

  /** The versions of a customer managed policy, newest first; empty if there is no such policy. */
  async versions(PolicyArn: string): Promise<readonly PolicyVersion[]> {
    const { Versions = [] } =
      (await ifExists(this.#iam.send(new ListPolicyVersionsCommand({ PolicyArn })))) ?? {};
    const read = await Promise.all(
      Versions.map(async ({ VersionId: id = '', IsDefaultVersion: isDefault = false, CreateDate }) => {
        const createdAt = CreateDate?.toISOString() ?? '';
        // A version never changes; a policy that was deleted and created again has versions with later dates.
        const document = await this.#once(`${PolicyArn} ${id} ${createdAt}`, () =>
          versionDocument(this.#iam, PolicyArn, id),
        );
        return { id, isDefault, createdAt, document };
      }),
    );
    return read.sort((a, b) => numberIn(b.id) - numberIn(a.id));
  }

  async #ofGroup(GroupName: string): Promise<readonly AttachedPolicy[]> {
    const held = await this.#policiesOn({
      attached: (Marker) => this.#iam.send(new ListAttachedGroupPoliciesCommand({ GroupName, Marker })),
      inlineNames: (Marker) => this.#iam.send(new ListGroupPoliciesCommand({ GroupName, Marker })),
      inline: (PolicyName) => this.#iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName })),
    });
    return held.map((policy) => ({ ...policy, group: GroupName }));
  }

  async #policiesOn(shelf: PolicyShelf): Promise<readonly AttachedPolicy[]> {
    const { attached, inline } = await listed(shelf);
    return Promise.all([
      ...inline.map(async (name) => ({
        name,
        document: decodeDocument((await shelf.inline(name)).PolicyDocument),
      })),
      ...attached.map(async ({ PolicyName: name = '', PolicyArn: arn = '' }) => ({
        name,
        arn,
        document: await this.managed(arn),
      })),
    ]);
  }

  async #within(
    { PermissionsBoundary, Tags = [] }: Pick<User, 'PermissionsBoundary' | 'Tags'> = {},
    identity: readonly AttachedPolicy[],
  ): Promise<IamPolicies> {
    const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    const held = { identity, ...(Tags.length > 0 ? { tags } : {}) };
    const arn = PermissionsBoundary?.PermissionsBoundaryArn;
    if (!arn) return held;
    return { ...held, boundary: { name: arn.replace(/^.*\//, ''), document: await this.managed(arn) } };
  }

  async #inForce(PolicyArn: string): Promise<PolicyDocument> {
    const { Policy } = await this.#iam.send(new GetPolicyCommand({ PolicyArn }));
    const version = Policy?.DefaultVersionId;
    return this.#once(`${Policy?.PolicyId} ${version}`, () => versionDocument(this.#iam, PolicyArn, version));
  }

  #once(key: string, read: () => Promise<PolicyDocument>): Promise<PolicyDocument> {
    return keptAnswer(this.#documents, key, read);
  }
}

async function listed(shelf: PolicyShelf) {
  const [attached, inline] = await Promise.all([
    everyPage(
      (marker) => shelf.attached(marker),
      (page) => [page.AttachedPolicies, page.Marker],
    ),
    everyPage(
      (marker) => shelf.inlineNames(marker),
      (page) => [page.PolicyNames, page.Marker],
    ),
  ]);
  return { attached, inline };
}

/** Version numbers only go up, and are never reused. */
const numberIn = (version: string): number => Number(version.slice(1));

const lastName = (arn: string): string => arn.split('/').at(-1) ?? '';

export async function versionDocument(
  iam: IAMClient,
  PolicyArn: string,
  VersionId: string | undefined,
): Promise<PolicyDocument> {
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return decodeDocument(PolicyVersion?.Document);
}
