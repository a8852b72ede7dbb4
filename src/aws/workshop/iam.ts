import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetUserCommand,
  type IAMClient,
  ListPolicyVersionsCommand,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { sh } from '../../contract/suggestion.ts';
import type { FoundPart, WorkshopPart } from '../../contract/workshop.ts';
import { listOf, statementsOf } from '../../policy/document.ts';
import { allows } from '../../policy/edit.ts';
import type { OpenAccount } from '../account.ts';
import { intoProfile, takenFromRole } from '../client/aws-command.ts';
import { ifExists } from '../client/failure.ts';
import { decodeDocument, isAwsManagedArn } from '../client/iam-policies.ts';
import { everyPage } from '../client/pages.ts';
import { ifThere } from '../find/found.ts';
import { removeUser, TAG } from '../resources/user.ts';
import type { Blueprint, OwnPolicy } from './blueprint.ts';
import { isTagged, notOurs, SETUP_AGAIN, TEARDOWN_AGAIN, unfit, unlessThere } from './finding.ts';

/** Instances, not the lab's, that use an instance profile. */
export type UsersOf = (profileArn: string) => Promise<readonly string[]>;

/** The role, its policies and its instance profile. */
export function identityParts(
  account: OpenAccount,
  plan: Blueprint,
  usersOf: UsersOf,
): readonly WorkshopPart[] {
  const { iam } = account.clients;
  const attached = [...plan.policies, ...plan.awsPolicies];
  return [
    ...plan.policies.map((policy) => policyPart(account, plan, policy)),
    rolePart(account, plan),
    ...attached.map((policy) => attachmentPart(account, plan, policy)),
    profilePart(iam, plan, usersOf),
    membershipPart(iam, plan),
  ];
}

function policyPart(account: OpenAccount, plan: Blueprint, policy: OwnPolicy): WorkshopPart {
  const { iam } = account.clients;
  const { id, name, arn, document } = policy;
  const actions = actionsOf(policy);
  return {
    id,
    title: `policy ${name}`,
    calls: ['iam:CreatePolicy'],
    async find() {
      const found = await ifExists(iam.send(new GetPolicyCommand({ PolicyArn: arn })));
      if (!found?.Policy) return substitute(account, plan, policy);
      const tagged = isTagged(found.Policy.Tags);
      const says = await account.reader.managed(arn);
      // The lab's own policy may be as at any step of the page.
      const fits = tagged || actions.some((action) => allows(says, action, '*'));
      return {
        id: arn,
        tagged,
        ...(fits
          ? {}
          : unfit(`The policy ${name} allows none of ${actions.join(', ')}.`, {
              next: [
                {
                  shell: sh`aws iam create-policy-version --policy-arn ${arn} --policy-document ${JSON.stringify(document)} --set-as-default`,
                  why: 'has it allow what the workshop’s does; the version before it stays',
                },
                SETUP_AGAIN,
              ],
            })),
      };
    },
    async make() {
      const PolicyDocument = JSON.stringify(document);
      await unlessThere(iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument, Tags: [TAG] })));
      return arn;
    },
    async remove() {
      const versions = await everyPage(
        (Marker) => iam.send(new ListPolicyVersionsCommand({ PolicyArn: arn, Marker })),
        (page) => [page.Versions, page.Marker],
      );
      for (const { VersionId, IsDefaultVersion } of versions) {
        if (!IsDefaultVersion) await iam.send(new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId }));
      }
      await iam.send(new DeletePolicyCommand({ PolicyArn: arn }));
    },
  };
}

const actionsOf = ({ document }: Pick<OwnPolicy, 'document'>): readonly string[] =>
  statementsOf(document).flatMap(({ Action }) => listOf(Action));

/**
 * Another policy of the role that gives the same: some accounts have it inline, or under the workshop's other
 * spelling, and the lab accepts only one policy as the page's.
 */
async function substitute(
  account: OpenAccount,
  { role, policies }: Blueprint,
  policy: OwnPolicy,
): Promise<FoundPart | undefined> {
  const attached = (await ifThere(account.attached())) ?? [];
  const found = attached.find(
    ({ arn, document }) =>
      !(arn && isAwsManagedArn(arn)) &&
      !policies.some((own) => own.arn === arn) &&
      actionsOf(policy).some((action) => allows(document, action, '*')),
  );
  return found && { id: found.arn ?? `${role.name}/${found.name}`, tagged: false };
}

function rolePart(account: OpenAccount, { role, policies, awsPolicies }: Blueprint): WorkshopPart {
  const { iam } = account.clients;
  const RoleName = role.name;
  const workshop = [...policies, ...awsPolicies].map(({ arn }) => arn);
  return {
    id: 'role',
    title: `role ${RoleName}`,
    calls: ['iam:CreateRole'],
    async find() {
      const found = await ifThere(account.iamRole());
      if (!found?.Arn) return undefined;
      const trust = decodeDocument(found.AssumeRolePolicyDocument);
      const services = statementsOf(trust).flatMap(({ Principal }) =>
        typeof Principal === 'object' ? listOf(Principal.Service) : [],
      );
      const withEc2 = { ...trust, Statement: [...statementsOf(trust), ...statementsOf(role.trust)] };
      const fits = services.some((service) => /^ec2\.amazonaws\.com(\.cn)?$/.test(service));
      return {
        id: found.Arn,
        tagged: isTagged(found.Tags),
        ...(fits
          ? {}
          : unfit(`The role ${RoleName} cannot be given to an EC2 instance.`, {
              hint: 'let EC2 assume it, or name another role: --role NAME',
              next: [
                {
                  shell: sh`aws iam update-assume-role-policy --role-name ${RoleName} --policy-document ${JSON.stringify(withEc2)}`,
                  why: 'lets EC2 assume it, too',
                },
                SETUP_AGAIN,
              ],
            })),
      };
    },
    async make() {
      const AssumeRolePolicyDocument = JSON.stringify(role.trust);
      await unlessThere(iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags: [TAG] })));
      return role.arn;
    },
    async requireRemovable() {
      const { attached, inline } = await account.reader.namesOnRole(RoleName);
      const others = [
        ...attached.filter((arn) => !workshop.includes(arn)).map((arn) => ({ name: arn, arn })),
        ...inline.map((name) => ({ name })),
      ];
      if (others.length === 0) return;
      const names = others.map(({ name }) => name).join(', ');
      throw notOurs(`The role ${RoleName} has policies besides the workshop’s: ${names}.`, {
        next: [
          ...others.map((other) => ({
            shell: takenFromRole(RoleName, other),
            why: 'takes it from the role, if it is not needed',
          })),
          TEARDOWN_AGAIN,
        ],
      });
    },
    remove: async () => void (await iam.send(new DeleteRoleCommand({ RoleName }))),
  };
}

function attachmentPart(
  account: OpenAccount,
  plan: Blueprint,
  policy: OwnPolicy | Blueprint['awsPolicies'][number],
): WorkshopPart {
  const { iam } = account.clients;
  const { name, arn: PolicyArn } = policy;
  const RoleName = plan.role.name;
  return {
    id: `attached-${name}`,
    title: `${name} on the role`,
    calls: ['iam:AttachRolePolicy'],
    async find() {
      const found = await ifThere(account.iamRole());
      if (!found) return undefined;
      if (!(await account.reader.namesOnRole(RoleName)).attached.includes(PolicyArn)) {
        return 'document' in policy ? substitute(account, plan, policy) : undefined;
      }
      return { id: PolicyArn, tagged: isTagged(found.Tags), byRecord: true };
    },
    async make() {
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
      return PolicyArn;
    },
    remove: async () => void (await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))),
  };
}

/** The console gives a role an instance profile of the same name, and the workshop relies on it. */
function profilePart(iam: IAMClient, { role, place }: Blueprint, usersOf: UsersOf): WorkshopPart {
  const InstanceProfileName = role.name;
  const arn = `arn:${place.partition}:iam::${place.accountId}:instance-profile/${InstanceProfileName}`;
  return {
    id: 'instance-profile',
    title: `instance profile ${InstanceProfileName}`,
    calls: ['iam:CreateInstanceProfile'],
    async find() {
      const found = await ifExists(iam.send(new GetInstanceProfileCommand({ InstanceProfileName })));
      if (!found?.InstanceProfile?.Arn) return undefined;
      return { id: found.InstanceProfile.Arn, tagged: isTagged(found.InstanceProfile.Tags) };
    },
    async make() {
      await unlessThere(iam.send(new CreateInstanceProfileCommand({ InstanceProfileName, Tags: [TAG] })));
      return arn;
    },
    async requireRemovable() {
      const others = await usersOf(arn);
      if (others.length === 0) return;
      throw notOurs(`Instances that are not the lab’s act by ${InstanceProfileName}: ${others.join(', ')}.`, {
        hint: 'give them another instance profile, or terminate them',
        next: [
          ...others.map((id) => ({
            why: 'terminates the instance, if it is not needed',
            shell: sh`aws ec2 terminate-instances --instance-ids ${id}`,
          })),
          TEARDOWN_AGAIN,
        ],
      });
    },
    remove: async () => void (await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }))),
  };
}

function membershipPart(iam: IAMClient, { role }: Blueprint): WorkshopPart {
  const RoleName = role.name;
  const InstanceProfileName = role.name;
  return {
    id: 'role-in-profile',
    title: 'the role in the instance profile',
    calls: ['iam:AddRoleToInstanceProfile'],
    async find() {
      const found = await ifExists(iam.send(new GetInstanceProfileCommand({ InstanceProfileName })));
      const [held] = found?.InstanceProfile?.Roles ?? [];
      if (!held) return undefined;
      const tagged = isTagged(found?.InstanceProfile?.Tags);
      if (held.RoleName === RoleName) return { id: role.arn, tagged, byRecord: true };
      return {
        id: held.Arn ?? '',
        tagged: false,
        ...unfit(`The instance profile ${InstanceProfileName} holds the role ${held.RoleName}.`, {
          hint: `it holds one role only: replace that, or use it: --role ${held.RoleName}`,
          next: [
            {
              shell: intoProfile(InstanceProfileName, RoleName, held.RoleName),
              why: 'puts the right role into the instance profile',
            },
            SETUP_AGAIN,
          ],
        }),
      };
    },
    async make() {
      await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
      return role.arn;
    },
    remove: async () =>
      void (await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }))),
  };
}

/** The user of the MFA step, if a run was not reset. */
export const userPart = (iam: IAMClient, UserName: string): WorkshopPart => ({
  id: 'user',
  title: `user ${UserName}`,
  calls: [],
  leftover: true,
  async find() {
    const found = (await ifExists(iam.send(new GetUserCommand({ UserName }))))?.User;
    return found?.Arn ? { id: found.Arn, tagged: isTagged(found.Tags) } : undefined;
  },
  remove: () => removeUser(iam, UserName),
});
