import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { SyntaxNode } from '@lezer/common';
import { type Facts, iamArn } from '../../../contract/facts.ts';
import { CONDITION_KEYS } from '../../../policy/condition-keys.ts';
import { KMS_ACTIONS } from '../../../policy/kms-actions.ts';

/** What may stand in a policy's strings, by the member that the string is in. */
const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'DateLessThan',
  'DateGreaterThan',
  'Bool',
  'BoolIfExists',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'Null',
];

/** The principals of this account that the page is about. */
export const accountPrincipals = (facts: Facts): readonly string[] => {
  const { operator, role, userName } = facts;
  const itsArn =
    operator.kind === 'role-session' ? operator.roleArn : 'arn' in operator ? operator.arn : undefined;
  const all = [role.arn, itsArn, iamArn(facts, `user/${userName}`), iamArn(facts, 'root')];
  return [...new Set(all.filter((arn) => arn !== undefined))];
};

/** The names of the members around a string, from the document inward; a string that is a name itself is not among them. */
export function membersAround(node: SyntaxNode, text: (node: SyntaxNode) => string): readonly string[] {
  const names: string[] = [];
  for (let each = node.parent; each; each = each.parent) {
    const name = each.name === 'Property' ? each.getChild('PropertyName') : null;
    if (name) names.unshift(text(name).slice(1, -1));
  }
  return names;
}

/** The words for a string there. `isName`: it is the name of a member. */
export function wordsFor(around: readonly string[], isName: boolean, facts: Facts): readonly string[] {
  const last = around.at(-1) ?? '';
  const inCondition = around.lastIndexOf('Condition');
  if (isName) {
    if (inCondition < 0)
      return last === 'Statement' ? ELEMENTS : last === 'Principal' ? ['AWS', 'Service'] : [];
    return around.length - inCondition === 1 ? OPERATORS : Object.keys(CONDITION_KEYS);
  }
  if (last === 'Effect') return ['Allow', 'Deny'];
  if (/^(Not)?Action$/.test(last)) return ['kms:*', ...KMS_ACTIONS];
  if (/^(Not)?Resource$/.test(last)) return ['*', facts.key.arn];
  if (around.some((name) => /^(Not)?Principal$/.test(name))) return accountPrincipals(facts);
  if (last === 'kms:CallerAccount') return [facts.accountId];
  return [];
}

/** For the string in which the cursor is. */
export const completing =
  (facts: () => Facts) =>
  (context: CompletionContext): CompletionResult | null => {
    const { state, pos } = context;
    const node = syntaxTree(state).resolveInner(pos, -1);
    if (node.name !== 'String' && node.name !== 'PropertyName') return null;
    const isName = node.name === 'PropertyName';
    const inside = isName ? node.parent! : node;
    const around = membersAround(inside, (one) => state.sliceDoc(one.from, one.to));
    const options = wordsFor(around, isName, facts()).map((label) => ({ label }));
    if (options.length === 0) return null;
    const to = state.sliceDoc(node.to - 1, node.to) === '"' && node.to > pos ? node.to - 1 : pos;
    return { from: node.from + 1, to, options, validFor: /^[^"]*$/ };
  };
