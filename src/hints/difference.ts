import type { Attempt } from '../contract/hint.ts';
import type { Change, Documents, ResourceId } from '../contract/resource.ts';
import { sameDocument } from '../policy/canonical.ts';
import { diffDocuments, type MemberChange } from '../policy/diff.ts';
import { type PolicyDocument, type Statement, statementsOf } from '../policy/document.ts';
import type { HintAdvice } from './mistake.ts';

export type PolicyId = 'role-policy' | 'key-policy';

/** A policy that differs from what the step wants. */
export interface PolicyDifference {
  readonly resource: PolicyId;
  /** `key policy of alias/ImportedCMK` */
  readonly title: string;
  readonly now: PolicyDocument;
  readonly wanted: PolicyDocument;
  readonly pairs: readonly StatementDifference[];
  /** Statements in the account that match no wanted statement. */
  readonly extra: readonly Statement[];
  /** Wanted statements that nothing in the account resembles. */
  readonly absent: readonly Statement[];
}

/** A statement that exists, but with different content. */
export interface StatementDifference {
  readonly is: Statement;
  readonly should: Statement;
  /** From the account to what is wanted: `removed` is what the account has too much, `added` is what it lacks. */
  readonly members: readonly MemberChange[];
}

/** The change of a resource that is still missing. */
export const missingChange = <Id extends ResourceId>(
  attempt: Pick<Attempt, 'missing'>,
  id: Id,
): Change<Id> | undefined => attempt.missing.find((change): change is Change<Id> => change.resource === id);

export function policyDifferences(attempt: Attempt): readonly PolicyDifference[] {
  return (['role-policy', 'key-policy'] as const).flatMap((resource) => {
    const change = missingChange(attempt, resource);
    if (!change?.before || !change.after) return [];
    const { title, before: now, after: wanted } = change;
    return [{ resource, title, now, wanted, ...pairedUp(now, wanted) }];
  });
}

/** If one statement is left on either side, the two are paired, however different they are. */
function pairedUp(now: PolicyDocument, wanted: PolicyDocument) {
  const { changed, removed, added } = diffDocuments(now, wanted);
  const pairs = changed.map(({ before, after, members }) => ({ is: before, should: after, members }));
  const [is, ...moreExtra] = removed;
  const [should, ...moreAbsent] = added;
  if (!is || !should || moreExtra.length + moreAbsent.length > 0) {
    return { pairs, extra: removed, absent: added };
  }
  return { pairs: [...pairs, { is, should, members: membersOf(is, should) }], extra: [], absent: [] };
}

/** Statements with the same Sid are compared with each other, whatever else they contain. */
function membersOf(is: Statement, should: Statement): readonly MemberChange[] {
  const alone = (statement: Statement): PolicyDocument => ({ Statement: { ...statement, Sid: 'one' } });
  return diffDocuments(alone(is), alone(should)).changed.flatMap(({ members }) => members);
}

/** The first advice about a statement with different content. */
export function inStatements(
  attempt: Attempt,
  look: (pair: StatementDifference, policy: PolicyDifference) => HintAdvice | undefined,
): HintAdvice | undefined {
  for (const policy of policyDifferences(attempt)) {
    for (const pair of policy.pairs) {
      const advice = look(pair, policy);
      if (advice) return advice;
    }
  }
  return undefined;
}

/**
 * `has “a”, which this step does not want, and lacks “b”`, followed by a detail that is easily overlooked, if it is a
 * typo.
 */
export function differing({ removed, added }: Pick<MemberChange, 'removed' | 'added'>): string {
  const quoted = (values: readonly string[]) => values.map((value) => `“${value}”`).join(', ');
  const slip = removed.length === 1 && added.length === 1 ? slipBetween(removed[0]!, added[0]!) : '';
  return [
    ...(removed.length > 0 ? [`has ${quoted(removed)}, which this step does not want`] : []),
    ...(added.length > 0 ? [`lacks ${quoted(added)}`] : []),
  ]
    .join(', and ')
    .concat(slip);
}

function slipBetween(is: string, should: string): string {
  if (is.replace(/\s/g, '') === should.replace(/\s/g, '')) return ': a space makes the difference';
  return is.toLowerCase() === should.toLowerCase() ? ': upper and lower case make the difference' : '';
}

/** `“Allow use”`, `Statement 2` */
export const statementName = (statement: Statement, { now }: Pick<PolicyDifference, 'now'>): string =>
  statement.Sid ? `“${statement.Sid}”` : `Statement ${statementsOf(now).indexOf(statement) + 1}`;

/** `“Allow use” of the key policy of alias/ImportedCMK` */
export const whereOf = (statement: Statement, policy: Pick<PolicyDifference, 'now' | 'title'>): string =>
  `${statementName(statement, policy)} of the ${policy.title}`;

/** Equal by meaning, according to the resource. */
export function same<Id extends ResourceId>(
  id: Id,
  a: Documents[Id] | undefined,
  b: Documents[Id] | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (id === 'user') return true;
  return 'Statement' in a && 'Statement' in b ? sameDocument(a, b) : JSON.stringify(a) === JSON.stringify(b);
}

/** No document differs: the mistake is outside of the lab's documents. */
export const documentsAreRight = ({ missing }: Attempt): boolean => missing.length === 0;
