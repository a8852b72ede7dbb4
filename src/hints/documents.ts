import type { Attempt, Hint } from '../contract/hint.ts';
import actionMisspelt from './action-misspelt.ts';
import actionsDiffer from './actions-differ.ts';
import conditionKeyMisspelt from './condition-key-misspelt.ts';
import conditionKeyOther from './condition-key-other.ts';
import conditionMissing from './condition-missing.ts';
import conditionOperator from './condition-operator.ts';
import conditionValue from './condition-value.ts';
import differs from './differs.ts';
import effectSwapped from './effect-swapped.ts';
import extraStatement from './extra-statement.ts';
import instanceProfileArn from './instance-profile-arn.ts';
import { firstOf, type Mistake } from './mistake.ts';
import negatedElement from './negated-element.ts';
import notPrincipal from './not-principal.ts';
import otherStepDocument from './other-step-document.ts';
import placeholderLeftIn from './placeholder-left-in.ts';
import principalGone from './principal-gone.ts';
import resourceDiffers from './resource-differs.ts';
import roleDeniesInstead from './role-denies-instead.ts';
import roleLostMore from './role-lost-more.ts';
import roleStillDecrypts from './role-still-decrypts.ts';
import sessionArn from './session-arn.ts';
import statementMissing from './statement-missing.ts';
import wrongAccount from './wrong-account.ts';
import wrongPrincipal from './wrong-principal.ts';
import wrongRole from './wrong-role.ts';

/** Mistakes within a policy, the most specific first: if several match, the first is what an instructor would say. */
export const IN_DOCUMENTS = [
  otherStepDocument,
  placeholderLeftIn,
  principalGone,
  roleStillDecrypts,
  roleDeniesInstead,
  notPrincipal,
  effectSwapped,
  sessionArn,
  instanceProfileArn,
  actionMisspelt,
  negatedElement,
  wrongAccount,
  resourceDiffers,
  roleLostMore,
  wrongRole,
  wrongPrincipal,
  conditionKeyMisspelt,
  conditionOperator,
  conditionKeyOther,
  conditionMissing,
  conditionValue,
  actionsDiffer,
  statementMissing,
  extraStatement,
] as const satisfies readonly Mistake[];

export const documentMistake = (attempt: Attempt): Hint =>
  firstOf(IN_DOCUMENTS, attempt) ?? { id: differs.id, ...differs.look(attempt) };
