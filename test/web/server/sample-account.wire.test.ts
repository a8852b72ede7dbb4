import { expect, test } from 'vitest';
import { predictCells } from '../../../src/contract/key-situation.ts';
import { TASKS } from '../../../src/web/page/offline/tasks.ts';
import { SAMPLE_SITUATION } from '../../../src/web/sample-account.ts';
import { servedLab } from '../served-lab.ts';

test('the page without an account decides as a fresh sandbox does', async () => {
  const lab = await servedLab();
  await lab.enter();
  const { situation, documents } = await lab.view();
  expect(documents['role-policy']).toMatchObject({
    Statement: [{ Action: expect.arrayContaining(['kms:Decrypt']) }],
  });
  for (const { id, start, solution } of TASKS) {
    for (const pair of [start, solution]) {
      const [ours, theirs] = [SAMPLE_SITUATION, situation!].map((one) =>
        predictCells(one, pair)
          // Its account has another id there.
          .filter(({ principal }) => principal !== 'outsider')
          .map(({ principal, action, predicted }) => `${principal} ${action} ${predicted.outcome}`),
      );
      expect([id, ours]).toEqual([id, theirs]);
    }
  }
});
