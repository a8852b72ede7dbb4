import { expect, test } from 'vitest';
import check from '../../checks/user-a-gains-four-actions-by-mfa.ts';
import type { Foreseen, PrincipalId } from '../../src/contract/access.ts';
import { KMS_ACTIONS } from '../../src/policy/kms-actions.ts';
import { fakeAccount, fakeLab } from '../engine/fake-account.ts';

const FOUR = [
  'kms:DeleteAlias',
  'kms:DeleteImportedKeyMaterial',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
];

/** Who may do what, by the age of their MFA code in seconds; or without a code. */
type May = (principal: PrincipalId, action: string, mfaAge: number | undefined) => boolean;

async function look(may: May) {
  const lab = fakeLab(fakeAccount());
  const foresee = async (_: unknown, as?: { readonly mfaAge: number }): Promise<readonly Foreseen[]> =>
    (['user-a', 'outsider', 'another-admin'] as const).flatMap((principal) =>
      KMS_ACTIONS.map((action) => {
        const outcome = may(principal, action, as?.mfaAge) ? 'allowed' : 'implicitly-denied';
        return { principal, action, decision: { outcome, statements: [], because: 'so it is' } };
      }),
    );
  const matrix = async () => [];
  return check.look({ lab: { ...lab, access: { ...lab.access, foresee } }, matrix, baseline: {} });
}

const asThePage: May = (principal, action, age) =>
  principal === 'another-admin' ||
  (principal === 'user-a' && FOUR.includes(action) && age !== undefined && age < 300);

test.each<[string, May, 'passed' | 'failed']>([
  ['as the page has it', asThePage, 'passed'],
  [
    'and what userA has without MFA is not by MFA',
    (...asked) => asThePage(...asked) || asked[1] === 'kms:ListKeys',
    'passed',
  ],
  [
    'one of the four is missing',
    (...asked) => asThePage(...asked) && asked[1] !== 'kms:DeleteAlias',
    'failed',
  ],
  [
    'one more is given',
    (who, action, age) => asThePage(who, action === 'kms:Decrypt' ? FOUR[0]! : action, age),
    'failed',
  ],
  ['a code of five minutes is taken', (who, action, age) => asThePage(who, action, age && age - 1), 'failed'],
  ['no code is taken', () => false, 'failed'],
  ['no code is needed', (who, action) => asThePage(who, action, 0), 'failed'],
  ['an outsider gains it too', (_, action, age) => asThePage('user-a', action, age), 'failed'],
])('%s: %s', async (_, may, status) => {
  expect(await look(may)).toMatchObject({ status, evidence: 'evaluated' });
});
