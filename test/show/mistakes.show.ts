import { test } from 'vitest';
import type { StepId } from '../../steps/index.ts';
import { GO_ON } from '../cli/step/pty.ts';
import { freshState } from '../end-to-end/kms-lab.ts';
import { writeDocs } from './docs.ts';
import { ACCOUNT, handsIn, keyPolicy, LEFT } from './hands.ts';
import { marked, recordStep } from './recording.ts';

const ABOUT = `kms-lab step in a terminal of 80 columns and 24 rows. At another terminal a
person works in the same account by the AWS SDK, and makes five mistakes. What is
between two rules was the screen.
Written by npm run show.`;

type Hands = Awaited<ReturnType<typeof handsIn>>;

/** The step, the change at the other terminal, and the parts of the hint and of the answer to wait for. */
const MISTAKES: readonly {
  readonly step: StepId;
  readonly what: string;
  readonly mistake: (hands: Hands) => Promise<unknown>;
  readonly hint: string;
  readonly answer: string;
}[] = [
  {
    step: 'start-web-app',
    what: 'ssm:SendCommand starts the web app, at port 8080.',
    mistake: ({ startWebApp }) => startWebApp(8080),
    hint: '8080',
    answer: 'Stop it, and start it',
  },
  {
    step: 'key-policy-account-only',
    what: 'kms:PutKeyPolicy with a placeholder of the page left in.',
    mistake: ({ saveKeyPolicy }) => saveKeyPolicy(keyPolicy('account-only', 'corrected', '<your acount id>')),
    hint: '<your acount id>',
    answer: 'Replace it with',
  },
  {
    step: 'key-policy-role-only',
    what: 'kms:PutKeyPolicy with Allow in place of Deny.',
    mistake: ({ saveKeyPolicy }) =>
      saveKeyPolicy(keyPolicy('role-only', 'corrected', ACCOUNT).replaceAll('"Deny"', '"Allow"')),
    hint: 'says Allow',
    answer: 'Write "Effect"',
  },
  {
    step: 'key-policy-mfa',
    what: 'iam:CreateUser for userA, then kms:PutKeyPolicy with the condition key as the\npage spells it.',
    async mistake({ createUserA, saveKeyPolicy }) {
      await createUserA();
      await saveKeyPolicy(keyPolicy('mfa', 'published', ACCOUNT));
    },
    hint: 'aws: MultiFactorAuthAge',
    answer: 'Write aws:MultiFactorAuthAge',
  },
];

test('mistakes.txt', async () => {
  const stateDir = freshState();
  const { person, press, pressAndGoOn, remark, keep, leaves } = await recordStep(stateDir, {
    columns: 80,
    rows: 24,
  });
  const hands = await handsIn(stateDir);
  await press('n');
  await pressAndGoOn('d');

  await press('i', 'Watching for your change, ');
  remark('Mistake 1, at the other terminal:\niam:CreatePolicyVersion that allows kms:*.');
  await hands.allowTheRole(['kms:*']);
  await person.finds('Press h again to see');
  await press('h', 'still allows kms:Decrypt');
  remark('Mended at the other terminal:\niam:CreatePolicyVersion without kms:Decrypt.');
  await hands.allowTheRole(LEFT);
  await person.finds(GO_ON);
  await keep('Nothing was pressed.');
  await press('n');

  for (const [index, { step, what, mistake, hint, answer }] of MISTAKES.entries()) {
    if (step === 'key-policy-account-only') await pressAndGoOn('d');
    remark(`Mistake ${index + 2}, at the other terminal:\n${what}`);
    await mistake(hands);
    await press('h');
    await press('h', hint);
    await press('h', answer);
    await press('d', 'do this?');
    await pressAndGoOn('y');
  }
  await keep('The end.');
  writeDocs('mistakes.txt', [marked(ABOUT).join('\n'), await leaves()].join('\n\n'));
});
