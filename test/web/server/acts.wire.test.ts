import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withoutAction } from '../../../src/policy/edit.ts';
import { prettyDocument } from '../../../src/policy/pretty.ts';
import type { LabView, WebEvent } from '../../../src/web/acts.ts';
import { kmsLab } from '../../end-to-end/in-process.ts';
import { acting, type LabInBrowser, servedLab } from '../served-lab.ts';

const entered = async (given: Parameters<typeof servedLab>[0] = {}): Promise<LabInBrowser> => {
  const lab = await servedLab(given);
  await lab.enter();
  return lab;
};

const withoutDecrypt = ({ documents }: LabView): string =>
  prettyDocument(withoutAction(documents['role-policy']!, 'kms:Decrypt'));

test('the walk by hand: edit, save, check, and back', async () => {
  const lab = await entered();
  expect((await acting(lab, { do: 'check', step: 'show-key-policy' })).exitCode).toBe(0);
  const before = await lab.view();
  expect([before.done, before.documents['role-policy']]).toEqual([1, expect.anything()]);

  const text = withoutDecrypt(before);
  const saved = await acting(lab, { do: 'save', resource: 'role-policy', text, seen: before.id });
  expect([saved.exitCode, saved.error]).toEqual([0, undefined]);
  expect(saved.told.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['change-begun', 'change-applied']),
  );

  const checked = await acting(lab, { do: 'check', step: 'strip-decrypt' });
  expect(checked.exitCode).toBe(0);
  const after = await lab.view();
  expect(after.done).toBe(2);
  expect(after.moments.map(({ id }) => id)).toEqual([
    'baseline',
    'after-show-key-policy',
    'after-strip-decrypt',
  ]);
  const decrypt = (view: LabView) =>
    view.matrix.find(({ principal, action }) => principal === 'instance-role' && action === 'kms:Decrypt');
  expect([decrypt(before)?.predicted.outcome, decrypt(after)?.predicted.outcome]).toEqual([
    'allowed',
    'implicitly-denied',
  ]);

  const { foreseen } = await lab.act({ do: 'foresee', way: 'back' });
  expect(foreseen).toMatchObject({
    undoes: 'Undoes step 2 strip-decrypt.',
    changes: [{ resource: 'role-policy' }],
  });
  expect((await acting(lab, { do: 'move', way: 'back', seen: after.id })).exitCode).toBe(0);
  expect((await lab.view()).done).toBe(1);
});

describe('what is not saved, and why', () => {
  test.each<[string, string, string]>([
    ['no JSON', '{"Version": }', 'role-policy.json, line 1, column 13: unexpected }.'],
    ['nothing', ' ', 'The file role-policy.json is empty.'],
    [
      'a member twice',
      '{"Statement":[],"Statement":[]}',
      'role-policy.json, line 1, column 17: "Statement" is in this object twice.',
    ],
    ['no policy', '{"Version":"2012-10-17"}', 'In the policy, Statement is missing.'],
    [
      'what IAM refuses',
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"Decrypt","Resource":"*"}]}',
      'IAM would refuse the policy (MalformedPolicyDocument): Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    [
      'a policy that is too large',
      `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:Decrypt","Resource":[${Array.from({ length: 400 }, (_, at) => `"arn:aws:kms:us-east-1:111122223333:key/${at}"`).join()}]}]}`,
      'IAM would refuse the policy (LimitExceeded): Cannot exceed quota for PolicySize: 6144',
    ],
    [
      '32 KB of nested lists',
      `{"Statement":${'['.repeat(16_000)}${']'.repeat(16_000)}}`,
      'In the policy, Statement 1 must be an object, not a list.',
    ],
  ])('%s', async (_, text, message) => {
    const lab = await entered();
    const {
      error: before,
      exitCode,
      told,
    } = await acting(lab, { do: 'save', resource: 'role-policy', text });
    const summary = told.at(-1);
    const error = before ?? (summary?.type === 'summary' ? summary.error : undefined);
    expect(error).toMatchObject({ code: 'ERR_DOCUMENT', message });
    expect(exitCode).toBe(2);
  });

  test('a key policy that would lock the operator out; the same words as in a terminal', async () => {
    const lab = await entered();
    const text = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'x',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Action: 'kms:Decrypt',
          Resource: '*',
        },
      ],
    });
    const { told, exitCode } = await acting(lab, { do: 'save', resource: 'key-policy', text });
    const summary = told.at(-1);
    const error = summary?.type === 'summary' ? summary.error : undefined;
    expect([exitCode, error?.code]).toEqual([5, 'ERR_LOCK_OUT']);
    expect(error?.hint).toBe('Keep a statement that lets you call kms:PutKeyPolicy.');
    expect((await lab.view()).documents['key-policy']).not.toEqual(JSON.parse(text));
  });

  test('what was edited from a view that is no longer true', async () => {
    const state = mkdtempSync(join(tmpdir(), 'kms-lab-web-'));
    const lab = await entered({ state });
    const { id, ...view } = await lab.view();
    expect((await kmsLab(state, 'solve', 'key-policy-account-only')).exitCode).toBe(0);
    const text = withoutDecrypt({ id, ...view }).replace('kms:TagResource', 'kms:Verify');
    const { told } = await acting(lab, { do: 'save', resource: 'role-policy', text, seen: id });
    expect(told.at(-1)).toMatchObject({ exitCode: 4, error: { code: 'ERR_DRIFT' } });
  });

  test('from a view that the server never showed', async () => {
    const lab = await entered();
    const { error } = await lab.act({ do: 'move', way: 'back', seen: 'x' });
    expect(error).toMatchObject({ code: 'ERR_DRIFT', hint: 'Load the page again.' });
  });
});

test('what a terminal does reaches the pages that are open', async () => {
  const state = mkdtempSync(join(tmpdir(), 'kms-lab-web-'));
  const lab = await entered({ state, pause: 50 });
  const following = lab.follow((event: WebEvent) => event.type === 'view' && event.view.done === 2);
  expect((await kmsLab(state, 'solve', 'strip-decrypt')).exitCode).toBe(0);
  expect((await following).at(-1)?.event).toMatchObject({ view: { done: 2, account: 'as left' } });
});

test('a hint grade by grade, a quiz, and checks that do not give the answer away', async () => {
  const lab = await entered();
  await acting(lab, { do: 'check', step: 'show-key-policy' });
  const view = await lab.view();
  const wrong = withoutDecrypt(view).replace('"kms:Encrypt"', '"kms:Decrpyt"');
  await acting(lab, { do: 'save', resource: 'role-policy', text: wrong });
  const grades = [];
  for (let time = 0; time < 3; time += 1) {
    const { told } = await acting(lab, { do: 'hint', step: 'strip-decrypt' });
    grades.push(told.flatMap((event) => (event.type === 'hint' ? [event.grade] : [])));
  }
  expect(grades).toEqual([[1], [2], [3]]);
  const { told, exitCode } = await acting(lab, {
    do: 'check',
    step: 'strip-decrypt',
    said: ['operator', 'root'],
  });
  expect(exitCode).toBe(4);
  expect(told.find(({ type }) => type === 'quiz')).toMatchObject({ said: ['operator', 'root'] });
  for (const event of told) if (event.type === 'check-settled') expect(event.verdict.next).toBeUndefined();
});

test('suggestions carry the line to type', async () => {
  const lab = await entered();
  const { told } = await acting(lab, { do: 'hint', step: 'show-key-policy' });
  expect(JSON.stringify(told)).toContain('"line":"kms-lab check show-key-policy"');
});
