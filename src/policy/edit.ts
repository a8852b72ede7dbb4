import { listOf, type PolicyDocument, type Statement, statementsOf } from './document.ts';
import { KMS_ACTIONS } from './kms-actions.ts';
import { foldAction, matchesAction } from './match/action.ts';
import { matchesWildcard } from './match/wildcard.ts';

/** What S3 asks KMS for when it stores an object. The workshop grants kms:Decrypt together with these. */
const SIBLINGS = ['kms:GenerateDataKey', 'kms:Encrypt'] as const;

/** The document cannot be edited this way. The message tells the user why. */
export class PolicyEditError extends Error {
  override readonly name = 'PolicyEditError';
}

/**
 * Whether an identity policy allows the action on the resource, under any conditions, and does not deny it under any.
 * Shows which policy grants something; whether a request succeeds is decided in `evaluate.ts`.
 */
export function allows(document: PolicyDocument, action: string, resource: string): boolean {
  const naming = statementsOf(document).filter(
    (statement) => namesAction(statement, action) && namesResource(statement, resource),
  );
  return (
    naming.some(({ Effect }) => Effect === 'Allow') &&
    !naming.some(({ Effect, Condition }) => Effect === 'Deny' && !Condition)
  );
}

/** The document denies the action on the resource, under any conditions. */
export const denies = (document: PolicyDocument, action: string, resource: string): boolean =>
  statementsOf(document).some(
    (statement) =>
      statement.Effect === 'Deny' && namesAction(statement, action) && namesResource(statement, resource),
  );

/**
 * The document without an Allow of the action; the same document if it has none. Adds no Deny: a caller who had the
 * action from this policy is refused implicitly, as after clearing it in the console.
 *
 * A wildcard that matches it is replaced with the actions that it matches today, as in the console's visual editor;
 * `*` and NotAction get the exception. A statement without any action left is removed. Throws `PolicyEditError` if no
 * statement would remain, because IAM does not accept an empty policy, and for a wildcard over services whose actions
 * are not known here.
 */
export function withoutAction(document: PolicyDocument, action: string): PolicyDocument {
  const statements = statementsOf(document);
  const kept = statements.flatMap((statement) => {
    if (statement.Effect === 'Deny' || !namesAction(statement, action)) return [statement];
    return statementWithout(statement, action) ?? [];
  });
  if (kept.length === 0) {
    throw new PolicyEditError(
      `The policy allows nothing but ${action}, and IAM does not accept an empty policy.`,
    );
  }
  const changed = kept.length !== statements.length || kept.some((each, index) => each !== statements[index]);
  return changed ? { ...document, Statement: likeBefore(document, kept) } : document;
}

/**
 * The document with the action added to the statement that allows its siblings, or with the workshop's statement if no
 * statement allows any of them; the same document if it already allows the action. Other statements stay as they are,
 * and a Deny stays, too.
 */
export function withAction(document: PolicyDocument, action: string): PolicyDocument {
  const statements = statementsOf(document);
  const allowing = statements.filter(({ Effect }) => Effect === 'Allow');
  const home =
    allowing.find((statement) => SIBLINGS.every((sibling) => namesAction(statement, sibling))) ??
    allowing.find((statement) => SIBLINGS.some((sibling) => namesAction(statement, sibling))) ??
    allowing.find((statement) => namesAction(statement, action));
  if (!home) return { ...document, Statement: [...statements, workshopStatement(action)] };
  if (namesAction(home, action)) return document;
  const edited = statements.map((each) => (each === home ? statementWith(home, action) : each));
  return { ...document, Statement: likeBefore(document, edited) };
}

/** https://github.com/aws-samples/aws-kms-workshop, Section 2 */
const workshopStatement = (action: string): Statement => ({
  Effect: 'Allow',
  Action: [action, ...SIBLINGS],
  Resource: '*',
});

const namesAction = ({ Action, NotAction }: Statement, action: string): boolean =>
  NotAction === undefined
    ? listOf(Action).some((pattern) => matchesAction(pattern, action))
    : !listOf(NotAction).some((pattern) => matchesAction(pattern, action));

const namesResource = ({ Resource, NotResource }: Statement, resource: string): boolean =>
  NotResource === undefined
    ? listOf(Resource).some((pattern) => matchesWildcard(pattern, resource))
    : !listOf(NotResource).some((pattern) => matchesWildcard(pattern, resource));

function statementWithout(statement: Statement, action: string): Statement | undefined {
  const { Action, NotAction, ...rest } = statement;
  if (NotAction !== undefined) return { ...rest, NotAction: [...listOf(NotAction), action] };
  const patterns = listOf(Action);
  if (patterns.some(isEverything)) return { ...rest, NotAction: [action] };
  const left = patterns.flatMap((pattern) => patternWithout(pattern, action));
  return left.length > 0 ? { ...statement, Action: left } : undefined;
}

/** If a statement allows the siblings but not the action, only a NotAction can exclude it. */
function statementWith(statement: Statement, action: string): Statement {
  const { Action, NotAction, ...rest } = statement;
  if (NotAction === undefined) return { ...statement, Action: [...listOf(Action), action] };
  const left = listOf(NotAction).flatMap((pattern) => patternWithout(pattern, action));
  return left.length > 0 ? { ...statement, NotAction: left } : { ...rest, Action: '*' };
}

const isEverything = (pattern: string): boolean => /^\*+(:\*+)?$/.test(pattern);

function patternWithout(pattern: string, action: string): readonly string[] {
  if (!matchesAction(pattern, action)) return [pattern];
  if (!/[*?]/.test(pattern)) return [];
  if (!/^kms:/i.test(pattern)) {
    throw new PolicyEditError(
      `"${pattern}" covers ${action}, and only the actions of KMS can be spelled out.`,
    );
  }
  return KMS_ACTIONS.filter(
    (each) => matchesAction(pattern, each) && foldAction(each) !== foldAction(action),
  );
}

/** A policy may have its only statement without a list. */
const likeBefore = (
  { Statement }: PolicyDocument,
  [first, ...more]: readonly Statement[],
): PolicyDocument['Statement'] =>
  first && more.length === 0 && !Array.isArray(Statement) ? first : [...(first ? [first] : []), ...more];
