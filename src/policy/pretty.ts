import { listOf, type OneOrMore, type PolicyDocument, type Statement, statementsOf } from './document.ts';

const MEMBERS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
] as const satisfies readonly (keyof Statement)[];

/**
 * A document as in AWS's guides: members in the order of the grammar, lists sorted, a list of one without brackets.
 * Every value keeps its author's spelling.
 */
export const prettyDocument = (document: PolicyDocument): string =>
  JSON.stringify(
    { Version: document.Version, Id: document.Id, Statement: statementsOf(document).map(prettyStatement) },
    null,
    2,
  );

const prettyStatement = (statement: Statement): unknown =>
  Object.fromEntries(
    MEMBERS.flatMap((member) =>
      statement[member] === undefined ? [] : [[member, laidOut(statement[member])]],
    ),
  );

function laidOut(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return collapsed(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, laidOut(member)]));
}

function collapsed(value: OneOrMore<unknown>): unknown {
  const list = [...listOf(value)].sort();
  return list.length === 1 ? list[0] : list;
}
