import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PolicyDocument, type Statement, statementsOf } from '../../../src/policy/document.ts';
import { withoutAction } from '../../../src/policy/edit.ts';
import { prettyDocument } from '../../../src/policy/pretty.ts';
import { documentedKeyPolicy, type KeyPolicyName } from '../../../steps/documents/index.ts';
import type { StepId } from '../../../steps/index.ts';
import { openBrowser } from '../../report/chromium.ts';
import { sampled } from '../../sampled.ts';
import { MISSING, type OpenPage, openPage } from './in-browser.ts';

/** The policy as the step wants it, with a mistake. */
type Slip = (wanted: PolicyDocument) => string;
type Mistake = readonly [what: string, slip: Slip, hint: RegExp];

const asText =
  (slip: (text: string) => string): Slip =>
  (wanted) =>
    slip(prettyDocument(wanted));
const misspelled = (from: string, to: string): Slip => asText((text) => text.replace(from, to));
/** The last statement is the one that the step is about. */
const last =
  (change: (statement: Statement) => object): Slip =>
  (wanted) =>
    prettyDocument({
      ...wanted,
      Statement: statementsOf(wanted).map((one, index, all) =>
        index === all.length - 1 ? change(one) : one,
      ),
    } as PolicyDocument);
const more = (members: object): Slip => last((statement) => ({ ...statement, ...members }));

const AGAIN = { Sid: 'Again', Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };

const ROLE_POLICY: readonly Mistake[] = [
  ['an action misspelled', misspelled('kms:Encrypt', 'kms:Encyrpt'), /Encyrpt/],
  [
    'too much taken away',
    (wanted) => prettyDocument(withoutAction(wanted, 'kms:GenerateDataKey')),
    /GenerateDataKey/,
  ],
  ['a wildcard that covers it', misspelled('kms:Encrypt', 'kms:*crypt'), /“kms:\*crypt” covers it/],
  ['every action of every service', more({ Action: '*' }), /“\*” covers it/],
  ['a Deny instead', more({ Effect: 'Deny' }), /Write "Effect": "Allow"/],
  [
    'a second statement that allows it',
    (wanted) => prettyDocument({ ...wanted, Statement: [...statementsOf(wanted), AGAIN] } as PolicyDocument),
    /“Again”[\s\S]*still allows/,
  ],
  [
    'NotAction',
    last(({ Action: _, ...rest }) => ({ ...rest, NotAction: 'kms:PutKeyPolicy' })),
    /NotAction stands for all/,
  ],
];

const ACCOUNT_ONLY: readonly Mistake[] = [
  ['one action for all', more({ Action: 'kms:Decrypt' }), /Write "Action": "kms:\*"/],
  ['an action that does not exist', more({ Action: 'kms:All' }), /“kms:All”/],
  ['no condition', last(({ Condition: _, ...rest }) => rest), /kms:CallerAccount/],
  [
    'a blank in the condition key',
    misspelled('kms:CallerAccount', 'kms: CallerAccount'),
    /kms: CallerAccount/,
  ],
  ['another operator', misspelled('StringEquals', 'StringLike'), /StringEquals/],
  [
    'the key’s ARN as Resource',
    more({ Resource: 'arn:aws:kms:us-east-1:111122223333:key/k' }),
    /with one or more invalid resources/,
  ],
  [
    'NotPrincipal in an Allow',
    last(({ Principal, ...rest }) => ({ ...rest, NotPrincipal: Principal })),
    /Allow with NotPrincipal/,
  ],
];

const ROLE_ONLY: readonly Mistake[] = [
  ['Allow for Deny', more({ Effect: 'Allow' }), /Write "Effect": "Deny"/],
  ['ArnEquals for ArnNotEquals', misspelled('ArnNotEquals', 'ArnEquals'), /may not kms:PutKeyPolicy/],
  ['StringNotEquals for ArnNotEquals', misspelled('ArnNotEquals', 'StringNotEquals'), /wants ArnNotEquals/],
  ['every action and no exception', last(({ Condition: _, ...rest }) => rest), /may not kms:PutKeyPolicy/],
  [
    'the condition key misspelled',
    misspelled('aws:PrincipalArn', 'aws:PrincipleArn'),
    /may not kms:PutKeyPolicy/,
  ],
];

const MFA: readonly Mistake[] = [['a user who is not there yet', prettyDocument, /userA/]];

describe.skipIf(MISSING)('a mistake that is made in the page gets its hint', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const STEPS: readonly (readonly [StepId, KeyPolicyName | undefined, readonly Mistake[]])[] = [
    ['strip-decrypt', undefined, ROLE_POLICY],
    ['key-policy-account-only', 'account-only', ACCOUNT_ONLY],
    ['key-policy-role-only', 'role-only', ROLE_ONLY],
    ['key-policy-mfa', 'mfa', MFA],
  ];

  describe.each(STEPS)('at the step %s', (step, keyPolicy, mistakes) => {
    let open: OpenPage;
    let wanted: PolicyDocument;
    beforeAll(async () => {
      open = await openPage(browser, { staysOpen: true });
      await open.lab.act({ do: 'move', way: { goto: step } });
      const { documents, facts } = await open.lab.view();
      wanted =
        keyPolicy === undefined
          ? withoutAction(documents['role-policy']!, 'kms:Decrypt')
          : documentedKeyPolicy(keyPolicy, 'corrected', facts);
      await open.button('hint').waitFor();
    });
    afterAll(() => open?.close());

    test.each(sampled(mistakes, 2))('%s', async (_, slip, hint) => {
      const { page } = open;
      await open.paste(keyPolicy === undefined ? /^policy KMSWorkshop/ : /^key policy/, slip(wanted));
      const save = page
        .getByRole('button', { name: 'Save', exact: true })
        .nth(keyPolicy === undefined ? 0 : 1);
      // What is refused is told at once; a hint is about what is in the account.
      const told = [await answerTo(save)];
      for (const button of ['hint', 'what is different', 'the answer']) {
        if (await open.button(button).isVisible()) told.push(await answerTo(open.button(button)));
      }
      expect(told.join('\n')).toMatch(hint);
      expect(open.complaints).toEqual([]);
    });

    const outcome = () => open.text('.outcome');
    /** What the page says after a click. */
    async function answerTo(button: ReturnType<OpenPage['button']>): Promise<string> {
      const before = await outcome();
      await Promise.all([open.page.waitForResponse('**/acts'), button.click()]);
      await expect.poll(outcome).not.toBe(before);
      return outcome();
    }
  });
});
