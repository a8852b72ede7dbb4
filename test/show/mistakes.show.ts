import { expect, test } from 'vitest';
import type { StepId } from '../../steps/index.ts';
import { freshState } from '../end-to-end/kms-lab.ts';
import { writeDocs } from './docs.ts';
import { ACCOUNT, handsIn, keyPolicy, LEFT } from './hands.ts';
import { marked, recordStep } from './recording.ts';

const ABOUT = `kms-lab step in a terminal of 80 columns. At another terminal somebody works
in the same account by the AWS SDK, and makes five mistakes.
Written by npm run show. Lines that begin with # were not on the screen, or did
not stay there.`;

type Hands = Awaited<ReturnType<typeof handsIn>>;

/** At which step what is done at the other terminal, and what of the hint one waits for. */
const MISTAKES: readonly {
  readonly step: StepId;
  readonly what: string;
  readonly mistake: (hands: Hands) => Promise<unknown>;
  readonly hint: string;
}[] = [
  {
    step: 'start-web-app',
    what: 'ssm:SendCommand starts the web app, at port 8080.',
    mistake: ({ startWebApp }) => startWebApp(8080),
    hint: '8080',
  },
  {
    step: 'key-policy-account-only',
    what: 'kms:PutKeyPolicy with a placeholder of the page left in.',
    mistake: ({ saveKeyPolicy }) => saveKeyPolicy(keyPolicy('account-only', 'corrected', '<your acount id>')),
    hint: '<your acount id>',
  },
  {
    step: 'key-policy-role-only',
    what: 'kms:PutKeyPolicy with Allow in place of Deny.',
    mistake: ({ saveKeyPolicy }) =>
      saveKeyPolicy(keyPolicy('role-only', 'corrected', ACCOUNT).replaceAll('"Deny"', '"Allow"')),
    hint: 'says Allow',
  },
  {
    step: 'key-policy-mfa',
    what: 'iam:CreateUser for userA, then kms:PutKeyPolicy with the condition key as the\npage spells it.',
    async mistake({ createUserA, saveKeyPolicy }) {
      await createUserA();
      await saveKeyPolicy(keyPolicy('mfa', 'published', ACCOUNT));
    },
    hint: 'aws: MultiFactorAuthAge',
  },
];

test('mistakes.txt', async () => {
  const stateDir = freshState();
  const { person, answers, remarks, glimpse, leaves } = recordStep(stateDir);
  await answers('d');

  await answers('i');
  await person.sees('Watching for your change');
  const hands = await handsIn(stateDir);
  remarks('Mistake 1, at the other terminal:\niam:CreatePolicyVersion that allows kms:*.', 'Done:');
  await hands.allowTheRole(['kms:*']);
  await person.sees('still allows kms:Decrypt');
  await person.sees('Watching for your change');
  remarks(`While it watches:\n\n${await glimpse('Watching for')}`, 'Done:');
  remarks('Mended at the other terminal:\niam:CreatePolicyVersion without kms:Decrypt.', 'Done:');
  await hands.allowTheRole(LEFT);
  await person.sees('Done: it is as the step wants it');

  for (const [index, { step, what, mistake, hint }] of MISTAKES.entries()) {
    if (step === 'key-policy-account-only') await answers('d', 'open-sample-file: what now?');
    await person.sees(`${step}: what`);
    remarks(`Mistake ${index + 2}, at the other terminal:\n${what}`);
    await mistake(hands);
    await answers('h');
    await person.sees(hint);
    await answers('d');
    await answers('y', 'that?');
  }
  await person.sees('The page is done');
  const { exitCode, transcript } = await leaves();
  expect(exitCode).toBe(0);
  writeDocs('mistakes.txt', [marked(ABOUT).join('\n'), transcript].join('\n\n'));
});
