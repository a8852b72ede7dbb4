import anotherAdminCanManage from '../checks/another-admin-can-manage-the-key.ts';
import anotherAdminCanUse from '../checks/another-admin-can-use-the-key.ts';
import anotherAdminIsDeniedManagement from '../checks/another-admin-is-denied-management.ts';
import anotherAdminIsShutOut from '../checks/another-admin-is-shut-out.ts';
import logNamesTheDenial from '../checks/log-names-the-denial.ts';
import nothingElseChanged from '../checks/nothing-else-changed.ts';
import operatorCanUse from '../checks/operator-can-use-the-key.ts';
import operatorKeepsControl from '../checks/operator-keeps-control.ts';
import outsiderCannotManage from '../checks/outsider-cannot-manage-the-key.ts';
import outsiderCannotUse from '../checks/outsider-cannot-use-the-key.ts';
import roleCanDecrypt from '../checks/role-can-decrypt.ts';
import roleCanEncrypt from '../checks/role-can-encrypt.ts';
import roleCanManage from '../checks/role-can-manage-the-key.ts';
import roleCannotDecrypt from '../checks/role-cannot-decrypt.ts';
import roleCannotRewrite from '../checks/role-cannot-rewrite-the-key-policy.ts';
import roleIsDeniedManagement from '../checks/role-is-denied-management.ts';
import roleIsShutOut from '../checks/role-is-shut-out.ts';
import rootCanManage from '../checks/root-can-manage-the-key.ts';
import rootCanUse from '../checks/root-can-use-the-key.ts';
import userACannotManage from '../checks/user-a-cannot-manage-the-key.ts';
import userACannotUse from '../checks/user-a-cannot-use-the-key.ts';
import userAGainsFourActions from '../checks/user-a-gains-four-actions-by-mfa.ts';
import userAIsDeniedManagement from '../checks/user-a-is-denied-management.ts';
import userAIsShutOut from '../checks/user-a-is-shut-out.ts';
import userAWithFreshMfaCanManage from '../checks/user-a-with-fresh-mfa-can-manage.ts';
import userAWithoutFreshMfaCannotManage from '../checks/user-a-without-fresh-mfa-cannot-manage.ts';
import webAppAcceptsAnUpload from '../checks/web-app-accepts-an-upload.ts';
import webAppGivesNoResponse from '../checks/web-app-gives-no-response.ts';
import webAppLists from '../checks/web-app-lists-the-sample-file.ts';
import webAppOpens from '../checks/web-app-opens-the-sample-file.ts';
import webAppRefusesAnUpload from '../checks/web-app-refuses-an-upload.ts';
import type { Check } from '../src/contract/check.ts';
import type { Pipeline } from '../src/contract/step.ts';
import showKeyPolicy from './01-show-key-policy.ts';
import stripDecrypt from './02-strip-decrypt.ts';
import startWebApp from './03-start-web-app.ts';
import openSampleFile from './04-open-sample-file.ts';
import accountOnly from './05-key-policy-account-only.ts';
import roleOnly from './06-key-policy-role-only.ts';
import mfa from './07-key-policy-mfa.ts';
import { documentedStart } from './documented-start.ts';

/** True after every step, whatever the page does to the rest. */
const always: readonly Check[] = [
  operatorCanUse,
  operatorKeepsControl,
  rootCanUse,
  rootCanManage,
  outsiderCannotUse,
  outsiderCannotManage,
  nothingElseChanged,
];
const anotherAdminIsFree = [anotherAdminCanUse, anotherAdminCanManage];
const userAHasNothing = [userACannotUse, userACannotManage];
const everybodyElse = [...anotherAdminIsFree, ...userAHasNothing, ...always];

const roleEncryptsOnly = [roleCanEncrypt, roleCannotDecrypt, roleCannotRewrite];
const roleUsesTheKey = [roleCanEncrypt, roleCanDecrypt, roleCannotRewrite];
const webAppWorks = [webAppLists, webAppAcceptsAnUpload];
const fileStaysShut = [webAppGivesNoResponse, logNamesTheDenial];

/** The workshop page, in its order, each step with what must be true after it. */
export const pipeline = {
  baselineChecks: [...roleUsesTheKey, ...everybodyElse],
  documentedStart,
  stages: [
    { step: showKeyPolicy, checks: () => [...roleUsesTheKey, ...everybodyElse] },
    { step: stripDecrypt, checks: () => [...roleEncryptsOnly, ...everybodyElse] },
    { step: startWebApp, checks: () => [...roleEncryptsOnly, ...webAppWorks, ...everybodyElse] },
    {
      step: openSampleFile,
      checks: () => [...roleEncryptsOnly, ...webAppWorks, ...fileStaysShut, ...everybodyElse],
    },
    {
      // The truth, not the page's claim: the grant in the key policy undoes strip-decrypt.
      step: accountOnly,
      checks: () => [
        roleCanEncrypt,
        roleCanDecrypt,
        roleCanManage,
        ...webAppWorks,
        webAppOpens,
        ...everybodyElse,
      ],
    },
    {
      step: roleOnly,
      checks: (variant) => [
        ...(variant === 'published'
          ? [roleIsShutOut, roleIsDeniedManagement, webAppLists, webAppRefusesAnUpload, ...fileStaysShut]
          : [...roleEncryptsOnly, ...webAppWorks, ...fileStaysShut]),
        ...[anotherAdminIsShutOut, anotherAdminIsDeniedManagement, userAIsShutOut, userAIsDeniedManagement],
        ...always,
      ],
    },
    {
      step: mfa,
      checks: (variant) => [
        ...[...roleEncryptsOnly, ...webAppWorks, ...fileStaysShut, ...anotherAdminIsFree, userACannotUse],
        ...(variant === 'published'
          ? [userACannotManage]
          : [userAWithFreshMfaCanManage, userAWithoutFreshMfaCannotManage, userAGainsFourActions]),
        ...always,
      ],
    },
  ],
} as const satisfies Pipeline;

export type StepId = (typeof pipeline)['stages'][number]['step']['id'];
