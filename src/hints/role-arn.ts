import type { Attempt } from '../contract/hint.ts';
import { inStatements, whereOf } from './difference.ts';
import type { HintAdvice } from './mistake.ts';
import { adviseEdit } from './ways.ts';

/** Where a policy names a principal by ARN. */
const NAMES_PRINCIPAL = /Principal|aws:PrincipalArn/i;

/** A value that is used in place of the role's ARN: what it is, recognized by a pattern. */
export const inPlaceOfTheRole = (
  attempt: Attempt,
  pattern: RegExp,
  explain: (found: string) => string,
): HintAdvice | undefined =>
  inStatements(attempt, ({ is, members }, policy) => {
    const { role } = attempt.facts;
    const found = members
      .filter(({ member, added }) => NAMES_PRINCIPAL.test(member) && added.includes(role.arn))
      .flatMap(({ removed }) => removed)
      .find((name) => pattern.test(name));
    if (found === undefined) return undefined;
    return {
      says: `${whereOf(is, policy)} names ${found}. ${explain(found)}`,
      ...adviseEdit(`Write ${role.arn} instead.`, policy.resource, attempt),
    };
  });
