import {
  listOf,
  type OneOrMore,
  type PolicyDocument,
  type PrincipalElement,
  type Statement,
  statementsOf,
} from '../policy/document.ts';
import type { Principals } from '../policy/validate.ts';
import { isServicePrincipal } from './service-principals.ts';
import type { Role, User, World, WorldAccount } from './world.ts';

/** Which principals exist, for policies to name. Federated and canonical ones are accepted unchecked. */
export const principalsIn = (world: World): Principals => ({
  principalExists(kind, value) {
    if (kind === 'AWS') return exists(world, value);
    return kind !== 'Service' || isServicePrincipal(value);
  },
});

/** `arn:aws:iam::111122223333:user/alice` → `AIDA…`; an account's id → its root ARN; anything else unchanged. */
export const storedPrincipal = (world: World, name: string): string =>
  /^\d{12}$/.test(name)
    ? `arn:aws:iam::${name}:root`
    : (findAnybody(world, ({ arn }) => arn === name)?.id ?? name);

export const shownPrincipal = (world: World, name: string): string =>
  isUniqueId(name) ? (findAnybody(world, ({ id }) => id === name)?.arn ?? name) : name;

/**
 * A key policy or trust policy as AWS stores it: users and roles by unique id, so that it does not mean another one
 * of the same name. Conditions are stored as written.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export const toUniqueIds = (world: World, document: PolicyDocument): PolicyDocument =>
  mapPrincipals(document, (name) => storedPrincipal(world, name));

/** The policy as AWS shows and evaluates it: an id that remains belongs to a deleted user or role. */
export const toArns = (world: World, document: PolicyDocument): PolicyDocument =>
  mapPrincipals(document, (name) => shownPrincipal(world, name));

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function exists(world: World, principal: string): boolean {
  if (isUniqueId(principal)) return findAnybody(world, ({ id }) => id === principal) !== undefined;
  const [, accountId = principal, type = 'root', name = ''] =
    /^arn:aws:(?:iam|sts)::(\d{12}):([a-z-]+)(?:\/([^/]+))?/.exec(principal) ?? [];
  const account = Object.hasOwn(world.accounts, accountId) ? world.accounts[accountId] : undefined;
  if (!account) return false;
  if (type === 'user' || type === 'role')
    return findIn(account, ({ arn }) => arn === principal) !== undefined;
  if (type === 'assumed-role') return Object.hasOwn(account.roles, name);
  return type === 'root' || type === 'federated-user';
}

const isUniqueId = (name: string): boolean => /^A(IDA|ROA)/.test(name);

type Test = (entity: User | Role) => boolean;

function findAnybody({ accounts }: World, test: Test): User | Role | undefined {
  for (const id in accounts) {
    const found = findIn(accounts[id] as WorldAccount, test);
    if (found) return found;
  }
  return undefined;
}

function findIn({ users, roles }: WorldAccount, test: Test): User | Role | undefined {
  for (const entities of [users, roles]) {
    for (const name in entities) {
      const entity = entities[name] as User | Role;
      if (test(entity)) return entity;
    }
  }
  return undefined;
}

/** A document's principals, and the last result: the same object, which the evaluator parses only once. */
interface Became {
  readonly names: readonly string[];
  readonly changed: readonly string[];
  readonly document: PolicyDocument;
}

const BECAME = new WeakMap<PolicyDocument, Became>();

function mapPrincipals(document: PolicyDocument, change: (name: string) => string): PolicyDocument {
  const known = BECAME.get(document);
  const names = known?.names ?? awsPrincipals(document);
  const changed = names.map(change);
  if (known && changed.every((name, index) => name === known.changed[index])) return known.document;
  const mapped = { ...document, Statement: statementsOf(document).map((one) => mapStatement(one, change)) };
  BECAME.set(document, { names, changed, document: mapped });
  return mapped;
}

const awsPrincipals = (document: PolicyDocument): readonly string[] =>
  statementsOf(document)
    .flatMap(({ Principal, NotPrincipal }) => [Principal, NotPrincipal])
    .flatMap((element) => (element === undefined || element === '*' ? [] : listOf(element.AWS)));

const mapStatement = (statement: Statement, change: (name: string) => string): Statement => ({
  ...statement,
  ...(statement.Principal === undefined ? {} : { Principal: mapElement(statement.Principal, change) }),
  ...(statement.NotPrincipal === undefined
    ? {}
    : { NotPrincipal: mapElement(statement.NotPrincipal, change) }),
});

const mapElement = (element: PrincipalElement, change: (name: string) => string): PrincipalElement =>
  element === '*' || element.AWS === undefined ? element : { ...element, AWS: mapNames(element.AWS, change) };

/** A list with one item is returned without brackets. */
function mapNames(names: OneOrMore<string>, change: (name: string) => string): OneOrMore<string> {
  const changed = listOf(names).map(change);
  const [first] = changed;
  return changed.length === 1 && first !== undefined ? first : changed;
}
