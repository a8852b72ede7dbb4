import { type PolicyDocument, type Statement, statementsOf } from '../document.ts';
import { actionsOf, conditionKeysOf, resourceElements, unknownOperator } from './elements.ts';
import { countedSize, malformed, parsed, tooLarge } from './refusal.ts';
import { checkAction, checkConditionKey } from './vendor.ts';

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

/**
 * What IAM checks in a policy for an identity. Throws `PolicyRefusal`. Messages as users report them, in the order
 * that moto found by trying: https://github.com/getmoto/moto/blob/master/moto/iam/policy_validation.py
 */
export function validateIdentityPolicy(
  text: string,
  kind: IdentityPolicyKind,
  quota: InlineQuota = { owner: '', others: 0 },
): PolicyDocument {
  const document = parsed(text, () => 'Syntax errors in policy.');
  if (unknownOperator(document)) throw malformed('Syntax errors in policy.');
  if (document.Version !== '2012-10-17') {
    throw malformed('Policy document must be version 2012-10-17 or greater.');
  }
  const statements = statementsOf(document);
  for (const statement of statements) checkPrincipal(statement);
  checkSids(statements);
  for (const statement of statements) checkActions(statement);
  for (const key of conditionKeysOf(document)) checkConditionKey(key);
  for (const statement of statements) checkResources(statement);
  checkSize(text, kind, quota);
  return document;
}

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

function checkActions(statement: Statement): void {
  const actions = actionsOf(statement);
  if (actions.length === 0) throw malformed('Policy statement must contain actions.');
  for (const action of actions) checkAction(action);
}

function checkResources(statement: Statement): void {
  const resources = resourceElements(statement);
  if (resources.length === 0) throw malformed('Policy statement must contain resources.');
  const wrong = resources.find((resource) => resource !== '*' && !resource.includes(':'));
  if (wrong !== undefined) throw malformed(`Resource ${wrong} must be in ARN format or "*".`);
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
