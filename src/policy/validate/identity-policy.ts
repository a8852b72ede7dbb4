import { type PolicyDocument, type Statement, statementsOf } from '../document.ts';
import type { JsonPath, PolicySyntaxError } from '../parse.ts';
import { invalidDate } from './dates.ts';
import { actionsOf, type Placed, resourceElements, unknownOperator } from './elements.ts';
import { at, countedSize, malformed, parsed, startsWithSpace, tooLarge } from './refusal.ts';
import { failsLegacyParsing, problemOfResource } from './resource-arn.ts';
import { checkAction } from './vendor.ts';

export type IdentityPolicyKind = 'managed' | 'role-inline' | 'user-inline' | 'group-inline';

/** Whose inline policy it is, and the size of the others (`countedSize`): the quota is for all of them together. */
export interface InlineQuota {
  readonly owner: string;
  readonly others: number;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
const MAX_SIZE: Readonly<Record<IdentityPolicyKind, number>> = {
  managed: 6144,
  'role-inline': 10_240,
  'user-inline': 2048,
  'group-inline': 5120,
};

const VERSION = '2012-10-17';
const OLD_VERSION = `Policy document must be version ${VERSION} or greater.`;
const LEGACY_PARSING = 'The policy failed legacy parsing';

/**
 * What IAM checks in a policy for an identity. Throws `PolicyRefusal`. It does not check whether a service knows the
 * actions and condition keys. Messages and their order as AWS answered when they were tried:
 * https://github.com/getmoto/moto/blob/master/tests/test_iam/test_iam_policies.py
 * `partition`: the account's; if absent, an ARN may be of any.
 */
export function validateIdentityPolicy(
  text: string,
  kind: IdentityPolicyKind,
  quota: InlineQuota = { owner: '', others: 0 },
  partition?: string,
): PolicyDocument {
  const document = parsed(text, wordsFor(text));
  const operator = unknownOperator(document);
  if (operator) throw malformed(SYNTAX, operator.at);
  if (document.Version !== VERSION) throw malformed(OLD_VERSION, ['Version']);
  const statements = statementsOf(document);
  const resources = placed(statements, resourceElements);
  for (const [index, statement] of statements.entries()) checkPrincipal(statement, ['Statement', index]);
  // It must begin with its brace: https://github.com/hashicorp/terraform/issues/14652
  if (startsWithSpace(text) || invalidDate(document) !== undefined) throw malformed(LEGACY_PARSING);
  const legacy = resources.find(({ value }) => failsLegacyParsing(value, partition));
  if (legacy) throw malformed(LEGACY_PARSING, legacy.at);
  checkSids(statements);
  requireEach(statements, actionsOf, 'Policy statement must contain actions.');
  requireEach(statements, resourceElements, 'Policy statement must contain resources.');
  for (const resource of resources) {
    const problem = problemOfResource(resource.value, partition);
    if (problem) throw malformed(problem, resource.at);
  }
  for (const action of placed(statements, actionsOf)) at(action.at, () => checkAction(action.value));
  checkSize(text, kind, quota);
  return document;
}

type ElementsOf = (statement: Statement) => readonly Placed[];

const placed = (statements: readonly Statement[], elementsOf: ElementsOf): readonly Placed[] =>
  statements.flatMap((statement, index) =>
    elementsOf(statement).map(({ value, at }) => ({ value, at: ['Statement', index, ...at] })),
  );

function requireEach(statements: readonly Statement[], elementsOf: ElementsOf, message: string): void {
  const without = statements.findIndex((statement) => elementsOf(statement).length === 0);
  if (without >= 0) throw malformed(message, ['Statement', without]);
}

const SYNTAX = 'Syntax errors in policy.';

/** An Effect in other capitals is known to the grammar, but not to the older parser, which comes after the version. */
const wordsFor =
  (text: string) =>
  ({ problem }: PolicySyntaxError): string => {
    if (problem !== 'case') return SYNTAX;
    return (JSON.parse(text) as PolicyDocument).Version === VERSION ? LEGACY_PARSING : OLD_VERSION;
  };

function checkPrincipal({ Principal, NotPrincipal }: Statement, here: JsonPath): void {
  if (Principal === undefined && NotPrincipal === undefined) return;
  const name = Principal === undefined ? 'NotPrincipal' : 'Principal';
  throw malformed('Policy document should not specify a principal.', [...here, name]);
}

function checkSids(statements: readonly Statement[]): void {
  const sids = statements.map(({ Sid }) => Sid || undefined);
  const odd = sids.findIndex((sid) => sid !== undefined && !/^[0-9A-Za-z]*$/.test(sid));
  if (odd >= 0) {
    throw malformed(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
      ['Statement', odd, 'Sid'],
    );
  }
  const twin = sids.findIndex((sid, index) => sid !== undefined && sids.indexOf(sid) < index);
  if (twin >= 0) {
    throw malformed('Statement IDs (SID) in a single policy must be unique.', ['Statement', twin, 'Sid']);
  }
}

function checkSize(text: string, kind: IdentityPolicyKind, { owner, others }: InlineQuota): void {
  const max = MAX_SIZE[kind];
  if (countedSize(text) + others <= max) return;
  throw tooLarge(
    kind === 'managed'
      ? `Cannot exceed quota for PolicySize: ${max}`
      : `Maximum policy size of ${max} bytes exceeded for ${kind.replace('-inline', '')} ${owner}`,
  );
}
