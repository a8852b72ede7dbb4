import { type AccessStage, expectedAccess } from '../checks/expected-access.ts';
import logNamesTheDenial from '../checks/log-names-the-denial.ts';
import nothingElseChanged from '../checks/nothing-else-changed.ts';
import userAGainsFourActions from '../checks/user-a-gains-four-actions-by-mfa.ts';
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

/** The checks of a stage: the access that the table expects there, what the web app shows of it, and all the rest. */
const asked = (
  access: AccessStage,
  { webApp = [], userA = [] }: { readonly webApp?: readonly Check[]; readonly userA?: readonly Check[] } = {},
): readonly Check[] => [
  ...expectedAccess(access, ['instance-role']),
  ...webApp,
  ...expectedAccess(access, ['another-admin', 'user-a', 'user-a-fresh-mfa']),
  ...userA,
  ...expectedAccess(access, ['operator', 'root', 'outsider']),
  nothingElseChanged,
];

const webAppWorks = [webAppLists, webAppAcceptsAnUpload];
const fileStaysShut = [webAppGivesNoResponse, logNamesTheDenial];

/** The workshop page, in order, each step with what must be true after it. */
export const pipeline = {
  baselineChecks: asked('baseline'),
  documentedStart,
  stages: [
    { step: showKeyPolicy, checks: () => asked('baseline') },
    { step: stripDecrypt, checks: () => asked('strip-decrypt') },
    { step: startWebApp, checks: () => asked('strip-decrypt', { webApp: webAppWorks }) },
    {
      step: openSampleFile,
      checks: () => asked('strip-decrypt', { webApp: [...webAppWorks, ...fileStaysShut] }),
    },
    { step: accountOnly, checks: () => asked('account-only', { webApp: [...webAppWorks, webAppOpens] }) },
    {
      step: roleOnly,
      checks: (variant) =>
        variant === 'published'
          ? asked('role-only published', {
              webApp: [webAppLists, webAppRefusesAnUpload, ...fileStaysShut],
            })
          : asked('role-only corrected', { webApp: [...webAppWorks, ...fileStaysShut] }),
    },
    {
      step: mfa,
      checks: (variant) =>
        asked(`mfa ${variant}`, {
          webApp: [...webAppWorks, ...fileStaysShut],
          userA: variant === 'published' ? [] : [userAGainsFourActions],
        }),
    },
  ],
} as const satisfies Pipeline;

export type StepId = (typeof pipeline)['stages'][number]['step']['id'];
