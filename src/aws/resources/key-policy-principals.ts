import { GetRoleCommand, GetUserCommand, type IAMClient } from '@aws-sdk/client-iam';
import type { Facts } from '../../contract/facts.ts';
import type { Resource } from '../../contract/resource.ts';
import type { Suggestion } from '../../contract/suggestion.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { awsPrincipalsIn, withoutPrincipals } from '../../policy/without-principals.ts';
import { ifAllowed, ifExists } from '../client/failure.ts';

/**
 * What stands in a key policy for a user or a role that was deleted: never to appear again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
const UNIQUE_ID = /^A(ID|RO)A[A-Z0-9]{12,}$/;

/** `user` or `role`, and the name behind a path; a session of a role is as good as its role. */
const NAMED = /^arn:[^:]+:(?:iam|sts)::(\d{12}):(user|role|assumed-role)\/(.+)$/;

/** A principal of a key policy that KMS would refuse. */
export interface GonePrincipal {
  readonly principal: string;
  /** `a user that was deleted` */
  readonly what: string;
  /** What shows it. */
  readonly next: readonly Suggestion[];
}

/** The unique ids that a document holds: they need no asking. */
export const deletedIn = (document: PolicyDocument): readonly GonePrincipal[] =>
  awsPrincipalsIn(document)
    .filter((principal) => UNIQUE_ID.test(principal))
    .map((principal) => ({
      principal,
      what: `a ${principal.startsWith('AIDA') ? 'user' : 'role'} that was deleted`,
      next: [],
    }));

/**
 * All principals of a document that KMS would refuse: it knows a deleted one by its unique id only, and none that does not
 * exist. Those of other accounts, and those that the operator may not look up, are taken to exist.
 */
export async function gonePrincipals(
  iam: IAMClient,
  { accountId }: Pick<Facts, 'accountId'>,
  document: PolicyDocument,
): Promise<readonly GonePrincipal[]> {
  const looked = awsPrincipalsIn(document).map((principal) => missingIn(iam, accountId, principal));
  return [...deletedIn(document), ...(await Promise.all(looked)).flatMap((gone) => gone ?? [])];
}

async function missingIn(
  iam: IAMClient,
  home: string,
  principal: string,
): Promise<GonePrincipal | undefined> {
  const [, account, kind, rest = ''] = NAMED.exec(principal) ?? [];
  if (account !== home) return undefined;
  const parts = rest.split('/');
  const name = (kind === 'assumed-role' ? parts[0] : parts.at(-1)) ?? '';
  const isUser = kind === 'user';
  const found = await ifAllowed(ifExists(isUser ? userArn(iam, name) : roleArn(iam, name)).then(orNone));
  // With another path it is another principal.
  if (found === undefined || found === principal || (found !== NONE && kind === 'assumed-role'))
    return undefined;
  const what = `a ${isUser ? 'user' : 'role'} that does not exist`;
  const shell = isUser ? `aws iam get-user --user-name ${name}` : `aws iam get-role --role-name ${name}`;
  return { principal, what, next: [{ why: 'shows whether it exists', shell }] };
}

const NONE = 'none';
const orNone = (arn: string | undefined): string => arn ?? NONE;

const userArn = async (iam: IAMClient, UserName: string): Promise<string | undefined> =>
  (await iam.send(new GetUserCommand({ UserName }))).User?.Arn;

const roleArn = async (iam: IAMClient, RoleName: string): Promise<string | undefined> =>
  (await iam.send(new GetRoleCommand({ RoleName }))).Role?.Arn;

/** A key policy as KMS takes it today: without principals that are no more. */
export const writableKeyPolicy =
  (iam: IAMClient, facts: Facts): NonNullable<Resource<'key-policy'>['writable']> =>
  async (document) => {
    const gone = await gonePrincipals(iam, facts, document);
    return {
      document: withoutPrincipals(
        document,
        gone.map(({ principal }) => principal),
      ),
      leftOut: gone.map(
        ({ principal, what }) =>
          `the key policy of ${facts.key.alias} names ${principal}, ${what}. KMS accepts no such principal.`,
      ),
    };
  };
