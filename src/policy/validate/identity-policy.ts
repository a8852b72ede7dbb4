import { type PolicyDocument, type Statement, statementsOf } from '../document.ts';
import type { PolicySyntaxError } from '../parse.ts';
import { invalidDate } from './dates.ts';
import { actionsOf, resourceElements, unknownOperator } from './elements.ts';
import { countedSize, malformed, parsed, tooLarge } from './refusal.ts';
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
  if (unknownOperator(document)) throw malformed(SYNTAX);
  if (document.Version !== VERSION) throw malformed(OLD_VERSION);
  const statements = statementsOf(document);
  const resources = statements.flatMap(resourceElements);
  for (const statement of statements) checkPrincipal(statement);
  if (invalidDate(document) !== undefined || resources.some((each) => failsLegacyParsing(each, partition))) {
    throw malformed(LEGACY_PARSING);
  }
  checkSids(statements);
  if (!statements.every((each) => actionsOf(each).length > 0)) {
    throw malformed('Policy statement must contain actions.');
  }
  if (!statements.every((each) => resourceElements(each).length > 0)) {
    throw malformed('Policy statement must contain resources.');
  }
  for (const resource of resources) {
    const problem = problemOfResource(resource, partition);
    if (problem) throw malformed(problem);
  }
  for (const action of statements.flatMap(actionsOf)) checkAction(action);
  checkSize(text, kind, quota);
  return document;
}

const SYNTAX = 'Syntax errors in policy.';

/** An Effect in other capitals is known to the grammar, but not to the older parser, which comes after the version. */
const wordsFor =
  (text: string) =>
  ({ problem }: PolicySyntaxError): string => {
    if (problem !== 'case') return SYNTAX;
    return (JSON.parse(text) as PolicyDocument).Version === VERSION ? LEGACY_PARSING : OLD_VERSION;
  };

function checkPrincipal({ Principal, NotPrincipal }: Statement): void {
  if (Principal !== undefined || NotPrincipal !== undefined) {
    throw malformed('Policy document should not specify a principal.');
  }
}

function checkSids(statements: readonly Statement[]): void {
  const sids = statements.flatMap(({ Sid }) => (Sid ? [Sid] : []));
  if (sids.some((sid) => !/^[0-9A-Za-z]*$/.test(sid))) {
    throw malformed(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (new Set(sids).size < sids.length) {
    throw malformed('Statement IDs (SID) in a single policy must be unique.');
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
