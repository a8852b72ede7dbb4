import type { Facts } from '../contract/facts.ts';
import { matchesWildcard } from '../policy/match/wildcard.ts';
import { differing, inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'resource-differs',
  title: 'The statement is about another resource',
  look: (attempt) =>
    inStatements(attempt, ({ is, should, members }, policy) => {
      const change = members.find(({ member }) => member === 'Resource');
      // If NotResource is used instead, another hint says so.
      if (!change || is.Resource === undefined || should.Resource === undefined) return undefined;
      return {
        says: `The Resource of ${whereOf(is, policy)} ${differing(change)}.${meaningOf(change.removed, attempt.facts)}`,
        ...adviseEdit(`Write "Resource": ${JSON.stringify(should.Resource)}.`, policy.resource, attempt),
      };
    }),
} satisfies Mistake;

const ALIAS = /^arn:[^:]+:kms:.*:alias\//;

/**
 * What an ARN means there, if it is easily mistaken.
 * https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
function meaningOf(found: readonly string[], { key }: Facts): string {
  if (found.some((arn) => ALIAS.test(arn)))
    return ' The ARN of an alias stands for the alias alone: the statement is not about the key that it points to.';
  if (found.includes(key.arn)) return ' The ARN of the key stands for that key alone.';
  if (found.some((pattern) => matchesWildcard(pattern, key.arn))) return '';
  return found.length > 0 ? ' So the statement is not about the key of the page.' : '';
}
