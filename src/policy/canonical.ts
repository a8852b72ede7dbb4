import {
  type ConditionBlock,
  type ConditionValue,
  listOf,
  type OneOrMore,
  type PolicyDocument,
  type PrincipalElement,
  type Statement,
  statementsOf,
} from './document.ts';
import { foldAction } from './match/action.ts';

/**
 * A document in the canonical spelling of its meaning: no Sid, no Id, lists everywhere, each sorted and without
 * repetition. It is a document itself, decides like the original, and is its own canonical form.
 */
export interface CanonicalDocument extends PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly CanonicalStatement[];
}

export interface CanonicalStatement extends Statement {
  readonly Sid?: never;
}

/**
 * KMS and IAM do not return the text they were given: lists change their order, lists of one collapse, account ids
 * become root ARNs. Sid and Id do not affect decisions, so they are ignored here; a document that is written keeps
 * its own.
 * https://github.com/hashicorp/terraform-provider-aws/issues/39788
 */
export const sameDocument = (a: PolicyDocument, b: PolicyDocument): boolean =>
  JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));

export function canonical(document: PolicyDocument): CanonicalDocument {
  const Statement = distinct(statementsOf(document).map(canonicalStatement));
  return { Version: usesVariables(Statement) ? (document.Version ?? '2008-10-17') : '2012-10-17', Statement };
}

/**
 * The two versions of the language differ only in policy variables: without variables, both count as the newer one.
 * An absent version means the older.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 */
const usesVariables = (statements: readonly CanonicalStatement[]): boolean =>
  JSON.stringify(statements).includes('${');

/** What a member's values mean, by the member. */
export const meaning = {
  action: (name: string): string => foldAction(name),
  /**
   * An account's id and its root ARN are one principal; the id is the spelling that does not depend on the partition.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
   */
  principal: (name: string): string => name.replace(/^arn:[^:]+:iam::(\d{12}):root$/, '$1'),
  /** Numbers and booleans may be written without quotes. */
  conditionValue: (value: ConditionValue): string => String(value),
} as const;

/**
 * `"*"` and `{"AWS": "*"}` are equivalent as Principal. AWS does not say so for NotPrincipal: there they stay
 * different.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
 */
export const everybody = (principal: PrincipalElement): PrincipalElement =>
  principal === '*' ? { AWS: '*' } : principal;

/**
 * Condition keys are case-insensitive. Two keys of one block that differ only in case both count, so they stay
 * separate.
 */
export function conditionKeys(block: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const keys = Object.keys(block);
  const folded = keys.map((key) => key.toLowerCase());
  const unique = new Set(folded).size === keys.length;
  return new Map(keys.map((key, index) => [key, unique ? (folded[index] as string) : key]));
}

export function canonicalStatement(statement: Statement): CanonicalStatement {
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  const condition = Condition && canonicalCondition(Condition);
  return {
    Effect,
    ...(Principal !== undefined && { Principal: canonicalPrincipal(everybody(Principal)) }),
    ...(NotPrincipal !== undefined && { NotPrincipal: canonicalPrincipal(NotPrincipal) }),
    ...(Action !== undefined && { Action: values(Action, meaning.action) }),
    ...(NotAction !== undefined && { NotAction: values(NotAction, meaning.action) }),
    ...(Resource !== undefined && { Resource: values(Resource, String) }),
    ...(NotResource !== undefined && { NotResource: values(NotResource, String) }),
    ...(condition && Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

const canonicalPrincipal = (principal: PrincipalElement): PrincipalElement =>
  principal === '*'
    ? principal
    : sorted(
        Object.entries(principal).map(([kind, names]) => [kind, values(names, meaning.principal)] as const),
      );

/**
 * ArnEquals and ArnLike are the same, and so are their negations. A block that has both keeps them apart: both count.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function conditionOperator(operator: string, condition: ConditionBlock): string {
  const same = operator.replace(/\bArn(Not)?Like/, 'Arn$1Equals');
  return Object.hasOwn(condition, same) ? operator : same;
}

const canonicalCondition = (condition: ConditionBlock): ConditionBlock =>
  sorted(
    Object.entries(condition)
      .filter(([, block]) => Object.keys(block).length > 0)
      .map(([operator, block]) => {
        const keys = conditionKeys(block);
        const folded = Object.entries(block).map(
          ([key, wanted]) => [keys.get(key) as string, values(wanted, meaning.conditionValue)] as const,
        );
        return [conditionOperator(operator, condition), sorted(folded)] as const;
      }),
  );

const values = <T>(given: OneOrMore<T>, meaningOf: (value: T) => string): readonly string[] =>
  [...new Set(listOf(given).map(meaningOf))].sort();

const sorted = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
  Object.fromEntries([...entries].sort(byName));

const distinct = <T>(items: readonly T[]): readonly T[] =>
  [...new Map(items.map((item) => [JSON.stringify(item), item]))].sort(byName).map(([, item]) => item);

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
