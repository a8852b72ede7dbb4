import {
  canonical,
  canonicalStatement,
  conditionKeys,
  conditionOperator,
  everybody,
  meaning,
} from './canonical.ts';
import {
  type ConditionBlock,
  listOf,
  type OneOrMore,
  type PolicyDocument,
  type PrincipalElement,
  type Statement,
  statementsOf,
} from './document.ts';
import { prettyDocument } from './pretty.ts';

/** What differs in meaning, statement by statement. The texts may differ even if the meaning does not. */
export interface DocumentDiff {
  readonly added: readonly Statement[];
  readonly removed: readonly Statement[];
  readonly changed: readonly StatementChange[];
  /** The language version, if it makes a difference. */
  readonly version?: { readonly before: string; readonly after: string };
  /** Both sides as JSON in the same layout, for a line diff. */
  readonly text: { readonly before: string; readonly after: string };
}

export interface StatementChange {
  readonly before: Statement;
  readonly after: Statement;
  /** In the order of the grammar. */
  readonly members: readonly MemberChange[];
}

export interface MemberChange {
  /** `Effect`, `Principal AWS`, `Action`, `Condition StringEquals kms:CallerAccount` */
  readonly member: string;
  /** As spelled in the documents. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Statements that share at least half of their content count as one changed statement; so do those with the same Sid. */
const KINSHIP = 0.5;

/**
 * Compares two documents by meaning, as `sameDocument` does. Statements that differ are paired by Sid, then by
 * similarity; one without a partner was added or removed.
 */
export function diffDocuments(before: PolicyDocument, after: PolicyDocument): DocumentDiff {
  const [mine, theirs] = [read(before), read(after)];
  const gone = mine.filter(({ key }) => !theirs.some((other) => other.key === key));
  const come = theirs.filter(({ key }) => !mine.some((other) => other.key === key));
  const pairs = pairUp(gone, come);
  const paired = new Set(pairs.values());
  const version = { before: canonical(before).Version, after: canonical(after).Version };
  return {
    added: come.filter((young) => !paired.has(young)).map(({ statement }) => statement),
    removed: gone.filter((old) => !pairs.has(old)).map(({ statement }) => statement),
    changed: gone.flatMap((old) => {
      const young = pairs.get(old);
      return young ? [changeOf(old, young)] : [];
    }),
    ...(version.before !== version.after && { version }),
    text: { before: prettyDocument(before), after: prettyDocument(after) },
  };
}

export const isEmptyDiff = ({ added, removed, changed, version }: DocumentDiff): boolean =>
  added.length + removed.length + changed.length === 0 && version === undefined;

/** A statement with its content. */
interface Said {
  readonly statement: Statement;
  /** Its meaning, as text. */
  readonly key: string;
  readonly members: ReadonlyMap<string, Member>;
  /** Member and value, one by one. */
  readonly facts: ReadonlySet<string>;
}

interface Member {
  readonly label: string;
  /** Meaning → spelling. */
  readonly values: ReadonlyMap<string, string>;
}

/** One for each meaning: a repeated statement adds nothing. */
function read(document: PolicyDocument): readonly Said[] {
  const said = statementsOf(document).map((statement) => {
    const members = membersOf(statement);
    const facts = [...members].flatMap(([name, { values }]) => [...values.keys()].map((v) => `${name} ${v}`));
    return { statement, key: JSON.stringify(canonicalStatement(statement)), members, facts: new Set(facts) };
  });
  return [...new Map(said.map((each) => [each.key, each])).values()];
}

/** Closest first. */
function pairUp(gone: readonly Said[], come: readonly Said[]): ReadonlyMap<Said, Said> {
  const couples = gone
    .flatMap((old) => come.map((young) => ({ old, young, kinship: kinship(old, young) })))
    .filter(({ kinship }) => kinship >= KINSHIP)
    .sort((a, b) => b.kinship - a.kinship);
  const pairs = new Map<Said, Said>();
  const taken = new Set<Said>();
  for (const { old, young } of couples) {
    if (pairs.has(old) || taken.has(young)) continue;
    pairs.set(old, young);
    taken.add(young);
  }
  return pairs;
}

/** The share of their combined content that both have; more than all of it for the same Sid. */
function kinship(old: Said, young: Said): number {
  if (old.statement.Sid && old.statement.Sid === young.statement.Sid) return 2;
  const shared = [...old.facts].filter((fact) => young.facts.has(fact)).length;
  return shared / (old.facts.size + young.facts.size - shared);
}

function changeOf(old: Said, young: Said): StatementChange {
  const names = [...new Set([...old.members.keys(), ...young.members.keys()])];
  const members = names.map((name) => {
    const was = old.members.get(name);
    const is = young.members.get(name);
    return {
      member: (is ?? was)?.label ?? name,
      removed: onlyIn(was, is),
      added: onlyIn(is, was),
    };
  });
  return {
    before: old.statement,
    after: young.statement,
    members: members.filter(({ removed, added }) => removed.length + added.length > 0),
  };
}

const onlyIn = (one: Member | undefined, other: Member | undefined): readonly string[] =>
  [...(one?.values ?? [])].filter(([value]) => !other?.values.has(value)).map(([, spelled]) => spelled);

type Entry = readonly [name: string, Member];

const membersOf = (statement: Statement): ReadonlyMap<string, Member> =>
  new Map([
    ...entry('Effect', statement.Effect, String),
    ...principalEntries('Principal', statement.Principal && everybody(statement.Principal)),
    ...principalEntries('NotPrincipal', statement.NotPrincipal),
    ...entry('Action', statement.Action, meaning.action),
    ...entry('NotAction', statement.NotAction, meaning.action),
    ...entry('Resource', statement.Resource, String),
    ...entry('NotResource', statement.NotResource, String),
    ...conditionEntries(statement.Condition ?? {}),
  ]);

const principalEntries = (label: string, element: PrincipalElement | undefined): readonly Entry[] =>
  element === '*'
    ? entry(label, element, String)
    : Object.entries(element ?? {}).flatMap(([kind, names]) =>
        entry(`${label} ${kind}`, names, meaning.principal),
      );

const conditionEntries = (condition: ConditionBlock): readonly Entry[] =>
  Object.entries(condition).flatMap(([operator, block]) => {
    const keys = conditionKeys(block);
    return Object.entries(block).flatMap(([key, values]) => {
      const name = `Condition ${conditionOperator(operator, condition)} ${keys.get(key)}`;
      return entry(`Condition ${operator} ${key}`, values, meaning.conditionValue, name);
    });
  });

function entry<T>(
  label: string,
  given: OneOrMore<T> | undefined,
  meaningOf: (value: T) => string,
  name = label,
): readonly Entry[] {
  if (given === undefined) return [];
  return [
    [name, { label, values: new Map(listOf(given).map((value) => [meaningOf(value), String(value)])) }],
  ];
}
