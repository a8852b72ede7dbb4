import { expect, test } from 'vitest';
import type { Check, Verdict } from '../../src/contract/check.ts';
import { LabError } from '../../src/contract/errors.ts';
import type { Prospect } from '../../src/contract/prospect.ts';
import { withCauses } from '../../src/engine/causes.ts';
import { fake, fakeAccount } from './fake-account.ts';

const verdict = (status: Verdict['status'], observed: string): Verdict => ({
  status,
  expected: 'allowed',
  observed,
  evidence: 'observed',
});

const next = [{ shell: 'aws iam detach-role-policy' }];

const check = (predicted: Verdict): Check => ({
  id: 'c',
  title: 'c',
  look: async () => predicted,
  predict: () => predicted,
});

const account = fakeAccount();
account.prospect = (documents) => ({ documents }) as unknown as Prospect;
const { lab } = fake({ account }).session;

test.each<[string, Verdict, Verdict, object]>([
  [
    'that failed as predicted names what decides',
    verdict('failed', 'denied'),
    { ...verdict('failed', 'the Deny “X”'), next },
    { observed: 'denied; as predicted: the Deny “X”', next },
  ],
  [
    'that failed otherwise than predicted may only be late',
    verdict('failed', 'denied'),
    verdict('passed', 'allowed by Y'),
    { observed: 'denied' },
  ],
  [
    'that passed says what it saw',
    verdict('passed', 'allowed'),
    verdict('failed', 'the Deny “X”'),
    { observed: 'allowed' },
  ],
])('a check %s', async (_, answered, predicted, told) => {
  const [answer] = await withCauses(lab, [{ check: check(predicted), verdict: answered }], undefined);
  expect(answer?.verdict).toMatchObject(told);
});

test('if what decides cannot be read, the answer has no cause', async () => {
  const broken = fakeAccount();
  broken.unreadable['role-policy'] = new LabError('ERR_NOT_FOUND', 'There is no role.');
  const answered = verdict('failed', 'denied');
  const answers = [{ check: check(answered), verdict: answered }];
  expect(await withCauses(fake({ account: broken }).session.lab, answers, undefined)).toEqual(answers);
  broken.unreadable['role-policy'] = new LabError('ERR_CREDENTIALS', 'They have expired.');
  await expect(withCauses(fake({ account: broken }).session.lab, answers, undefined)).rejects.toThrow(
    'expired',
  );
});
