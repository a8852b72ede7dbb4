import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/contract/resource.ts';
import { editOf, editStep } from '../../src/contract/step.ts';
import { conditionsOf } from '../../src/engine/conditions.ts';
import type { PolicyDocument, Statement } from '../../src/policy/document.ts';
import { fake, PIPELINE } from './fake-account.ts';

const READ: Statement = { Sid: 'Read', Effect: 'Allow', Action: ['kms:Decrypt'], Resource: '*' };
const WRITE: Statement = { Effect: 'Allow', Action: ['kms:Encrypt', 'kms:ReEncrypt*'], Resource: '*' };
const TAG: Statement = { Sid: 'Tag', Effect: 'Deny', Action: 'kms:TagResource', Resource: '*' };
const policy = (...Statement: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });

const [, stage] = PIPELINE.stages;
const { guide } = stage!.step;
const step = editStep({
  id: 'write',
  title: 'Write',
  section: '',
  guide,
  edits: [editOf('key-policy', () => policy(READ, WRITE)), editOf('user', () => undefined)],
});
const place = {
  stage: { ...stage!, step },
  documents: { alias: { keyId: 'k' }, 'key-policy': policy(READ, WRITE) },
};
const { lab } = fake().session;
/** Compares like an account: by the content of the documents. */
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const resources = Object.fromEntries(
  Object.entries(lab.resources).map(([id, resource]) => [id, { ...resource, title: `the ${id}`, same }]),
) as unknown as typeof lab.resources;

const told = (now: Snapshot) =>
  conditionsOf({ resources }, place, now).map(
    ({ condition, met, observed }) =>
      `${met ? '+' : '-'} ${condition.title}${observed ? `: ${observed}` : ''}`,
  );

const right: Snapshot = place.documents;

describe('conditions of a step', () => {
  test.each<[string, Snapshot, readonly string[]]>([
    [
      'all of them are met',
      right,
      [
        '+ the user is as this step wants it',
        '+ the key-policy has statement 1 of 2 ("Read")',
        '+ the key-policy has statement 2 of 2',
        '+ the key-policy has no other statement',
      ],
    ],
    [
      'a statement is missing',
      { ...right, 'key-policy': policy(READ) },
      [
        '+ the user is as this step wants it',
        '+ the key-policy has statement 1 of 2 ("Read")',
        '- the key-policy has statement 2 of 2: it is missing',
        '+ the key-policy has no other statement',
      ],
    ],
    [
      'a statement is another one',
      { ...right, 'key-policy': policy({ ...READ, Action: 'kms:*' }, WRITE) },
      [
        '+ the user is as this step wants it',
        '- the key-policy has statement 1 of 2 ("Read"): it is different',
        '+ the key-policy has statement 2 of 2',
        '+ the key-policy has no other statement',
      ],
    ],
    [
      'there is a statement more, and a user',
      { ...right, 'key-policy': policy(READ, WRITE, TAG), user: { userName: 'userA', ours: false } },
      [
        '- the user is as this step wants it: it exists',
        '+ the key-policy has statement 1 of 2 ("Read")',
        '+ the key-policy has statement 2 of 2',
        '- the key-policy has no other statement: it also has "Tag"',
      ],
    ],
    [
      'there is no policy',
      { alias: { keyId: 'k' } },
      ['+ the user is as this step wants it', '- the key-policy is as this step wants it: it does not exist'],
    ],
    [
      'only what the evaluator makes no difference of differs',
      { ...right, 'key-policy': { ...policy(READ, WRITE), Id: 'by-hand' } },
      ['+ the user is as this step wants it', '- the key-policy is as this step wants it: it is different'],
    ],
    [
      'something else was changed',
      { ...right, alias: { keyId: 'other' } },
      [
        '- the alias is as the steps before leave it: it is different',
        '+ the user is as this step wants it',
        '+ the key-policy has statement 1 of 2 ("Read")',
        '+ the key-policy has statement 2 of 2',
        '+ the key-policy has no other statement',
      ],
    ],
  ])('%s', (_, now, expected) => {
    expect(told(now)).toEqual(expected);
  });

  test('the language version is one if it makes a difference', () => {
    const old = { Version: '2008-10-17', Statement: [{ ...READ, Resource: '${aws:username}' }] };
    const wanted = { ...place, documents: { 'key-policy': { ...old, Version: '2012-10-17' } } };
    const now = { 'key-policy': old };
    expect(conditionsOf({ resources }, wanted, now).filter(({ met }) => !met)).toMatchObject([
      { condition: { id: 'key-policy-version' }, observed: '2008-10-17' },
    ]);
  });
});
