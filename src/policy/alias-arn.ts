import { listOf, type PolicyDocument, type Statement, statementsOf } from './document.ts';
import { KMS_ACTIONS } from './kms-actions.ts';
import { matchesAction } from './match/action.ts';
import { matchesWildcard } from './match/wildcard.ts';

/**
 * Statements of an identity policy that use an alias as if it were its key: they allow an action on a key, but name
 * only the alias. They do not allow using the key.
 * https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export const statementsNamingAlias = (
  document: PolicyDocument,
  { aliasArn, keyArn }: { readonly aliasArn: string; readonly keyArn: string },
): readonly Statement[] =>
  statementsOf(document).filter(
    (statement) =>
      statement.Effect === 'Allow' &&
      names(statement, aliasArn) &&
      !names(statement, keyArn) &&
      allowsKeyAction(statement),
  );

/** The same as a question. */
export const namesAliasOf = (
  document: PolicyDocument,
  arns: { readonly aliasArn: string; readonly keyArn: string },
): boolean => statementsNamingAlias(document, arns).length > 0;

const names = ({ Resource }: Statement, arn: string): boolean =>
  listOf(Resource).some((pattern) => matchesWildcard(pattern, arn));

/** Only the actions that create, move and delete aliases apply to the alias's ARN. */
const OF_ALIASES: readonly string[] = ['kms:CreateAlias', 'kms:UpdateAlias', 'kms:DeleteAlias'];

const allowsKeyAction = ({ Action, NotAction }: Statement): boolean =>
  KMS_ACTIONS.filter((action) => !OF_ALIASES.includes(action)).some((action) =>
    NotAction === undefined
      ? listOf(Action).some((pattern) => matchesAction(pattern, action))
      : !listOf(NotAction).some((pattern) => matchesAction(pattern, action)),
  );
