import type { Attempt, HintFor } from '../contract/hint.ts';
import actionsDiffer from './actions-differ.ts';
import aliasMoved from './alias-moved.ts';
import anotherPolicyAllowsDecrypt from './another-policy-allows-decrypt.ts';
import anotherRolePolicyEdited from './another-role-policy-edited.ts';
import conditionKeyMisspelt from './condition-key-misspelt.ts';
import conditionKeyOther from './condition-key-other.ts';
import conditionMissing from './condition-missing.ts';
import conditionOperator from './condition-operator.ts';
import conditionValue from './condition-value.ts';
import couldNotLook from './could-not-look.ts';
import differs from './differs.ts';
import effectSwapped from './effect-swapped.ts';
import extraStatement from './extra-statement.ts';
import instanceProfileArn from './instance-profile-arn.ts';
import lockOutRefused from './lock-out-refused.ts';
import type { Mistake } from './mistake.ts';
import notInForceYet from './not-in-force-yet.ts';
import notPrincipal from './not-principal.ts';
import nothingChanged from './nothing-changed.ts';
import otherStepDocument from './other-step-document.ts';
import placeholderLeftIn from './placeholder-left-in.ts';
import policyOnAnotherKey from './policy-on-another-key.ts';
import predictedToFail from './predicted-to-fail.ts';
import principalGone from './principal-gone.ts';
import roleDeniesInstead from './role-denies-instead.ts';
import roleLostMore from './role-lost-more.ts';
import roleStillDecrypts from './role-still-decrypts.ts';
import securityGroupClosed from './security-group-closed.ts';
import sessionArn from './session-arn.ts';
import somethingElseChanged from './something-else-changed.ts';
import statementMissing from './statement-missing.ts';
import userInAnotherCase from './user-in-another-case.ts';
import userMissing from './user-missing.ts';
import webAppKeyUnseen from './web-app-key-unseen.ts';
import webAppNotStarted from './web-app-not-started.ts';
import webAppRefuses from './web-app-refuses.ts';
import webAppWrongKey from './web-app-wrong-key.ts';
import webAppWrongPort from './web-app-wrong-port.ts';
import wrongAccount from './wrong-account.ts';
import wrongPrincipal from './wrong-principal.ts';
import wrongRole from './wrong-role.ts';

/** The most telling first: where several fit, the first one is what a proctor would say. */
export const MISTAKES = [
  // It was done, but to something else.
  aliasMoved,
  policyOnAnotherKey,
  anotherRolePolicyEdited,
  userInAnotherCase,
  userMissing,
  webAppNotStarted,
  webAppWrongPort,
  webAppKeyUnseen,
  webAppWrongKey,
  // It is another document as a whole.
  lockOutRefused,
  nothingChanged,
  otherStepDocument,
  // It is the right document but for a slip.
  placeholderLeftIn,
  principalGone,
  roleStillDecrypts,
  roleDeniesInstead,
  roleLostMore,
  notPrincipal,
  effectSwapped,
  sessionArn,
  instanceProfileArn,
  wrongAccount,
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
  // The documents are right.
  securityGroupClosed,
  webAppRefuses,
  anotherPolicyAllowsDecrypt,
  somethingElseChanged,
  predictedToFail,
  couldNotLook,
  notInForceYet,
] as const satisfies readonly Mistake[];

export const hintFor: HintFor = (attempt) => {
  for (const { id, look } of MISTAKES) {
    const advice = look(attempt);
    if (advice) return { id, nudge: nudgeFor(attempt), ...advice };
  }
  return { id: differs.id, nudge: nudgeFor(attempt), ...differs.look(attempt) };
};

/** Where to look, where a mistake has no nudge of its own. */
const nudgeFor = ({ missing: [first] }: Attempt): string =>
  first
    ? `The ${first.title} is not yet as this step wants it.`
    : 'The documents are as this step wants them. Something else in the account decides.';
