/**
 * An IAM policy document according to AWS's JSON grammar.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: OneOrMore<Statement>;
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Action?: OneOrMore<string>;
  readonly NotAction?: OneOrMore<string>;
  readonly Resource?: OneOrMore<string>;
  readonly NotResource?: OneOrMore<string>;
  readonly Condition?: ConditionBlock;
}

export type OneOrMore<T> = T | readonly T[];
export type PrincipalKind = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';
export type PrincipalElement = '*' | { readonly [kind in PrincipalKind]?: OneOrMore<string> };

/** Operator → condition key → the values the policy names. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, OneOrMore<ConditionValue>>>>>;
export type ConditionValue = string | number | boolean;

export const listOf = <T>(value: OneOrMore<T> | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

export const statementsOf = (document: PolicyDocument): readonly Statement[] => listOf(document.Statement);
