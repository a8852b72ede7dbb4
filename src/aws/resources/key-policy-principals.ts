import { GetRoleCommand, GetUserCommand, type IAMClient } from '@aws-sdk/client-iam';
import type { Facts } from '../../contract/facts.ts';
import type { Resource } from '../../contract/resource.ts';
import { type Suggestion, sh } from '../../contract/suggestion.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { awsPrincipalsIn, withoutPrincipals } from '../../policy/without-principals.ts';
import { ifAllowed, ifExists } from '../client/failure.ts';

/**
 * What a key policy shows for a deleted user or role. The id is never used again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
const UNIQUE_ID = /^A(ID|RO)A[A-Z0-9]{12,}$/;

/** `user` or `role`, and the name after a path; a session of a role counts as its role. */
const NAMED = /^arn:[^:]+:(?:iam|sts)::(\d{12}):(user|role|assumed-role)\/(.+)$/;

/** A principal in a key policy that KMS would refuse. */
export interface GonePrincipal {
  readonly principal: string;
  /** `a user that was deleted` */
  readonly what: string;
  /** The command that shows it. */
  readonly next: readonly Suggestion[];
}

/** The unique ids in a document: no need to look them up. */
export const deletedIn = (document: PolicyDocument): readonly GonePrincipal[] =>
  awsPrincipalsIn(document)
    .filter((principal) => UNIQUE_ID.test(principal))
    .map((principal) => ({
      principal,
      what: `a ${principal.startsWith('AIDA') ? 'user' : 'role'} that was deleted`,
      next: [],
    }));

/**
 * All principals in a document that KMS would refuse: deleted ones, which it shows as a unique id, and ones that do
 * not exist. Principals of other accounts, and those that the operator may not look up, are assumed to exist.
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
  const shell = isUser ? sh`aws iam get-user --user-name ${name}` : sh`aws iam get-role --role-name ${name}`;
  return { principal, what, next: [{ why: 'shows whether it exists', shell }] };
}

const NONE = 'none';
const orNone = (arn: string | undefined): string => arn ?? NONE;

const userArn = async (iam: IAMClient, UserName: string): Promise<string | undefined> =>
  (await iam.send(new GetUserCommand({ UserName }))).User?.Arn;

const roleArn = async (iam: IAMClient, RoleName: string): Promise<string | undefined> =>
  (await iam.send(new GetRoleCommand({ RoleName }))).Role?.Arn;

/** A key policy as KMS accepts it today: without principals that no longer exist. */
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
