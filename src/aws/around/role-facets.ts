import {
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import type { Facts } from '../../contract/facts.ts';
import { asIs, type Suggestion, sh } from '../../contract/suggestion.ts';
import { sameDocument } from '../../policy/canonical.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { takenFromRole, withoutBoundary } from '../client/aws-command.ts';
import { ifExists } from '../client/failure.ts';
import { decodeDocument } from '../client/iam-policies.ts';
import { everyPage } from '../client/pages.ts';
import { ACCEPT, type AccountFacet, listed, NONE, nameIn, SETUP } from './facet.ts';

const NO_ROLE = 'no such role';

/** What to type if the role did not exist then, or does not exist now. */
function withRole(before: string, now: string): readonly Suggestion[] | undefined {
  if (now === NO_ROLE) return [SETUP];
  return before === NO_ROLE ? [ACCEPT] : undefined;
}

/** Whether the role is there is told once, with its trust policy. */
const ofRoleThatIsThere = ({ same = (a, b) => a === b, ...facet }: AccountFacet): AccountFacet => ({
  ...facet,
  same: (before, now) => before === NO_ROLE || now === NO_ROLE || same(before, now),
});

/** The instance role, except for the one policy that the lab edits. */
export function roleFacets(iam: IAMClient, { role, rolePolicy }: Facts): readonly AccountFacet[] {
  const RoleName = role.name;
  const of = sh`--role-name ${RoleName}`;
  const found = async () => (await ifExists(iam.send(new GetRoleCommand({ RoleName }))))?.Role;
  return [
    {
      about: 'role-trust',
      name: `trust policy of ${RoleName}`,
      read: async () => {
        const one = await found();
        return one ? JSON.stringify(decodeDocument(one.AssumeRolePolicyDocument)) : NO_ROLE;
      },
      says: (_, now) =>
        now === NO_ROLE
          ? `The role ${RoleName} was deleted.`
          : `The trust policy of the role ${RoleName} was changed: ${now}.`,
      undo: (before, now) => withRole(before, now) ?? [trusting(of, before)],
    },
    ...[
      {
        about: 'role-boundary' as const,
        name: `permissions boundary of ${RoleName}`,
        read: async () => {
          const one = await found();
          return one ? (one.PermissionsBoundary?.PermissionsBoundaryArn ?? NONE) : NO_ROLE;
        },
        says: (before: string, now: string) =>
          now === NONE
            ? `The role ${RoleName} has lost its permissions boundary ${nameIn(before)}.`
            : `The role ${RoleName} has the permissions boundary ${nameIn(now)}: it allows the role at most what the boundary allows.`,
        undo: (before: string) => [bounded(RoleName, before)],
      },
      listed({
        about: 'role-attached',
        name: `policies attached to ${RoleName}`,
        without: NO_ROLE,
        items: () =>
          ifExists(
            everyPage(
              (Marker) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker })),
              (page) => [page.AttachedPolicies?.flatMap(({ PolicyArn = [] }) => PolicyArn), page.Marker],
            ),
          ),
        added: (arn) => `The policy ${nameIn(arn)} is newly attached to the role ${RoleName}.`,
        gone: (arn) => `The policy ${nameIn(arn)} is no longer attached to the role ${RoleName}.`,
        remove: (arn) => [
          { why: `detaches ${nameIn(arn)}`, shell: takenFromRole(RoleName, { name: nameIn(arn), arn }) },
        ],
        restore: (arn) => [
          {
            why: `attaches ${nameIn(arn)} again`,
            shell: sh`aws iam attach-role-policy ${asIs(of)} --policy-arn ${arn}`,
          },
        ],
      }),
      inlineFacet(iam, RoleName, rolePolicy.kind === 'inline' ? rolePolicy.name : undefined),
    ].map(ofRoleThatIsThere),
  ];
}

const trusting = (of: string, document: string): Suggestion => ({
  why: 'restores the trust policy of the role',
  shell: sh`aws iam update-assume-role-policy ${asIs(of)} --policy-document ${document}`,
});

const bounded = (role: string, arn: string): Suggestion =>
  arn === NONE
    ? { why: 'removes the permissions boundary', shell: withoutBoundary({ kind: 'role', name: role }) }
    : {
        why: 'restores the permissions boundary',
        shell: sh`aws iam put-role-permissions-boundary --role-name ${role} --permissions-boundary ${arn}`,
      };

/** A document per name; `undefined` in a baseline that kept only the names. */
type Inline = Readonly<Record<string, PolicyDocument | undefined>>;

/** `own`: the policy that the lab edits, which is left out. */
function inlineFacet(iam: IAMClient, RoleName: string, own: string | undefined): AccountFacet {
  const of = sh`--role-name ${RoleName} --policy-name`;
  const documentOf = async (PolicyName: string) => {
    const answer = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    return [PolicyName, decodeDocument(answer.PolicyDocument)] as const;
  };
  const parse = (text: string): Inline => {
    const { [own ?? '']: _, ...others } = inlineIn(text);
    return others;
  };
  const remove = (name: string): Suggestion => ({
    why: `removes the inline policy ${name}`,
    shell: takenFromRole(RoleName, { name }),
  });
  const restore = (name: string, document: PolicyDocument | undefined): Suggestion =>
    document
      ? {
          why: `restores the inline policy ${name}`,
          shell: sh`aws iam put-role-policy ${asIs(of)} ${name} --policy-document ${JSON.stringify(document)}`,
        }
      : ACCEPT;
  return {
    about: 'role-inline',
    name: `inline policies of ${RoleName}`,
    async read() {
      const names = await ifExists(
        everyPage(
          (Marker) => iam.send(new ListRolePoliciesCommand({ RoleName, Marker })),
          (page) => [page.PolicyNames, page.Marker],
        ),
      );
      if (!names) return NO_ROLE;
      const others = [...names].filter((name) => name !== own).sort();
      if (others.length === 0) return NONE;
      return JSON.stringify(Object.fromEntries(await Promise.all(others.map(documentOf))));
    },
    same: (before, now) => differing(parse(before), parse(now)).length === 0,
    says(before, now) {
      const [then, today] = [parse(before), parse(now)];
      const sentence = (name: string): string => {
        if (!Object.hasOwn(then, name)) return `The role ${RoleName} has a new inline policy, ${name}.`;
        if (!Object.hasOwn(today, name)) return `The role ${RoleName} has lost its inline policy ${name}.`;
        return `The inline policy ${name} of the role ${RoleName} was changed.`;
      };
      return differing(then, today).map(sentence).join(' ');
    },
    undo(before, now) {
      const [then, today] = [parse(before), parse(now)];
      return differing(then, today).map((name) =>
        Object.hasOwn(then, name) ? restore(name, then[name]) : remove(name),
      );
    },
  };
}

function inlineIn(text: string): Inline {
  if (text === NONE || text === NO_ROLE) return {};
  if (text.startsWith('{')) return JSON.parse(text) as Inline;
  return Object.fromEntries(text.split(', ').map((name) => [name, undefined]));
}

const differing = (before: Inline, now: Inline): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => {
    if (!Object.hasOwn(before, name) || !Object.hasOwn(now, name)) return true;
    const [a, b] = [before[name], now[name]];
    return a !== undefined && b !== undefined && !sameDocument(a, b);
  });
