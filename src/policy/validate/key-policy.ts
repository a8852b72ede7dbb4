import { listOf, type PolicyDocument, type Statement, statementsOf } from '../document.ts';
import { type JsonPath, MAX_CHARACTERS, type PolicySyntaxError } from '../parse.ts';
import {
  actionsOf,
  conditionKeysOf,
  isPrincipal,
  type Principals,
  principalsOf,
  refuseAllowWithNotPrincipal,
  refuseUnknownOperator,
} from './elements.ts';
import { at, malformed, PolicyRefusal, parsed, tooLarge } from './refusal.ts';
import { checkAction, checkConditionKey } from './vendor.ts';

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html */
const MAX_BYTES = 32_768;

/** The pattern of `Policy` in https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
const CHARACTERS = /^[\t\n\r\u0020-\u00FF]+$/;

/**
 * They describe the key, so a key policy may leave them out
 * (https://github.com/awsdocs/aws-kms-developer-guide/pull/47).
 */
const FORBIDDEN_KEYS = ['aws:ResourceTag', 'kms:ResourceTag', 'kms:ResourceAliases'] as const;

/**
 * What KMS checks in a key policy before it asks whether the caller could change it again. Throws `PolicyRefusal`. A
 * Sid may have spaces. Action and Resource are required, and Resource is `*`, since 2025-08-18
 * (https://github.com/ministryofjustice/analytical-platform/issues/7691).
 */
export function validateKeyPolicy(text: string, principals: Principals): PolicyDocument {
  checkText(text);
  if (new TextEncoder().encode(text).length > MAX_BYTES) {
    throw tooLarge(`The key policy exceeds the limit of ${MAX_BYTES} bytes.`);
  }
  const document = parsed(text, words);
  refuseAllowWithNotPrincipal(document);
  for (const [index, statement] of statementsOf(document).entries()) {
    checkStatement(statement, principals, ['Statement', index]);
  }
  checkConditions(document);
  return document;
}

function checkText(text: string): void {
  const constraint =
    text.length > MAX_CHARACTERS
      ? `have length less than or equal to ${MAX_CHARACTERS}`
      : 'satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+';
  if (text.length <= MAX_CHARACTERS && CHARACTERS.test(text)) return;
  throw new PolicyRefusal(
    'Validation',
    `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must ${constraint}`,
  );
}

/**
 * KMS refuses what is not JSON without an explanation (https://github.com/aws/aws-sdk-ruby/issues/1784). Its wording
 * of a shape error is not known, so the parser's message is used.
 */
const words = ({ problem, message }: PolicySyntaxError): string => (problem === 'not-json' ? '' : message);

function checkStatement(statement: Statement, principals: Principals, here: JsonPath): void {
  const named = principalsOf(statement);
  if (named.length === 0) throw malformed('Policy contains a statement with no principal.', here);
  for (const principal of named) {
    if (isPrincipal(principal, principals)) continue;
    const which = principal.kind === 'Service' ? 'service principals' : 'principals';
    throw malformed(`Policy contains a statement with one or more invalid ${which}.`, [
      ...here,
      ...principal.at,
    ]);
  }
  const actions = actionsOf(statement);
  if (actions.length === 0) throw malformed('Missing required field Action', here);
  for (const action of actions) at([...here, ...action.at], () => checkAction(action.value));
  const resources = listOf(statement.Resource);
  if (resources.length === 0) throw malformed('Missing required field Resource', here);
  // The rule is AWS's; its wording is not known.
  const other = resources.findIndex((resource) => resource !== '*');
  if (other >= 0) {
    const there = [...here, 'Resource', other];
    throw malformed('Policy contains a statement with one or more invalid resources.', there);
  }
}

function checkConditions(document: PolicyDocument): void {
  refuseUnknownOperator(document);
  for (const [index, statement] of statementsOf(document).entries()) {
    at(['Statement', index, 'Condition'], () => refuseForAllValues(statement));
  }
  for (const { value: key, at: there } of conditionKeysOf(document)) {
    at(there, () => checkConditionKey(key));
    const name = key.replace(/\/.*$/s, '').toLowerCase();
    if (FORBIDDEN_KEYS.some((forbidden) => forbidden.toLowerCase() === name)) {
      throw malformed(
        `These condition keys are not permitted in a key policy: ${FORBIDDEN_KEYS.join(', ')}`,
        there,
      );
    }
  }
}

/** Keys with one value, of which the set operator also lets those requests pass that do not have it. */
const SINGLE_VALUED = [
  { key: /^kms:EncryptionContext:/i, code: 'EncryptionContext', what: 'encryption context' },
  { key: /^aws:RequestTag\//i, code: 'RequestTag', what: 'tag' },
];

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html; the code of tags is inferred. */
function refuseForAllValues({ Condition = {} }: Statement): void {
  const keys = Object.entries(Condition)
    .filter(([operator]) => operator.startsWith('ForAllValues:'))
    .flatMap(([, values]) => Object.keys(values));
  const refused = SINGLE_VALUED.find(({ key }) => keys.some((each) => key.test(each)));
  if (!refused) return;
  throw malformed(
    `OverlyPermissiveCondition:${refused.code}: Using the ForAllValues set operator with a single-valued condition key matches requests without the specified ${refused.what} or with an unspecified ${refused.what}. To fix, remove ForAllValues.`,
  );
}
