import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/contract/resource.ts';
import {
  diffCheckpoints,
  matrix,
  plan,
  reset,
  run,
  saveCheckpoint,
  showCheckpoint,
  status,
  verify,
} from '../../src/engine/index.ts';
import { nearest } from '../../src/engine/nearest.ts';
import { FACTS, type Fake, fake, saying } from './fake-account.ts';

async function afterRun(to = 'last'): Promise<Fake> {
  const lab = fake();
  await run(lab.session, { onFailure: 'stop', to });
  lab.account.writes.length = 0;
  lab.events.length = 0;
  return lab;
}

const standing = ({ events }: Fake) => events.find((event) => event.type === 'standing');

describe('plan', () => {
  test('names every change of a run and makes none', async () => {
    const { session, account, events, store } = fake();
    const summary = await plan(session, {});
    expect(summary).toMatchObject({ exitCode: 4, writes: 0 });
    expect(summary.steps.map(({ id, changes }) => [id, changes.map(({ resource }) => resource)])).toEqual([
      ['show', []],
      ['strip', ['role-policy']],
      ['name', ['user', 'key-policy']],
      ['last', ['key-policy']],
    ]);
    // One for now, and one for each step that changes something.
    expect(events.filter(({ type }) => type === 'matrix')).toHaveLength(4);
    expect(account.writes).toEqual([]);
    expect(store.journalled).toEqual([]);
    expect(await store.checkpoints()).toEqual([]);
  });

  test('is empty after the run', async () => {
    const { session } = await afterRun();
    expect(await plan(session, {})).toMatchObject({ exitCode: 0, ok: true });
  });

  test('of a part begins with what the steps before it leave', async () => {
    const { session } = fake();
    const summary = await plan(session, { only: 'last' });
    expect(summary.steps.map(({ id }) => id)).toEqual(['last']);
    expect(summary.steps[0]?.changes[0]?.before).toEqual(saying('names-user'));
  });

  test('shows the refusal of a policy that locks the operator out', async () => {
    const { session } = fake({ variant: 'published' });
    const summary = await plan(session, {});
    expect(summary).toMatchObject({ exitCode: 5, error: { code: 'ERR_LOCK_OUT' } });
  });
});

describe('status and verify', () => {
  test.each([
    ['show', 'after-show', 'strip'],
    ['strip', 'after-strip', 'name'],
    ['last', 'after-last', undefined],
  ])('after %s', async (to, at, next) => {
    const lab = await afterRun(to);
    expect(await status(lab.session)).toMatchObject({ exitCode: 0 });
    expect(standing(lab)).toEqual({ type: 'standing', at, ...(next ? { next } : {}), drift: [] });
    expect(await verify(lab.session)).toMatchObject({
      exitCode: 0,
      writes: 0,
      checks: [{ status: 'passed' }],
    });
  });

  test('of a fresh account: the baseline', async () => {
    const lab = fake();
    expect(await status(lab.session)).toMatchObject({ exitCode: 0 });
    expect(standing(lab)).toMatchObject({ at: 'baseline', next: 'show' });
    expect(await lab.store.checkpoints()).toEqual([]);
  });

  test('of an account that another user changed: what differs, exit 4', async () => {
    const lab = await afterRun('strip');
    lab.account.documents['key-policy'] = saying('by-hand');
    expect(await status(lab.session)).toMatchObject({ exitCode: 4 });
    expect(standing(lab)).toMatchObject({ drift: [{ resource: 'key-policy' }] });
    expect(standing(lab)).not.toHaveProperty('at');
    expect(await verify(lab.session)).toMatchObject({ exitCode: 4, error: { code: 'ERR_DRIFT' } });
  });

  test('of a half-done step: which, exit 4', async () => {
    const lab = await afterRun('strip');
    lab.account.documents.user = { userName: FACTS.userName, ours: true };
    expect(await status(lab.session)).toMatchObject({ exitCode: 4 });
    expect(standing(lab)).toMatchObject({ at: 'after-strip', halfDone: 'name' });
  });

  test('of the other variant: its own place and checks', async () => {
    const lab = await afterRun();
    const published = fake({ account: lab.account, store: lab.store, variant: 'published' });
    expect(await verify(published.session)).toMatchObject({
      exitCode: 0,
      checks: [{ id: 'key-policy-says-last' }],
    });
    expect(standing(published)).toMatchObject({ at: 'after-last' });
  });
});

test('matrix reports the matrix', async () => {
  const lab = fake();
  expect(await matrix(lab.session)).toMatchObject({ exitCode: 0, writes: 0 });
  expect(lab.events.map(({ type }) => type)).toEqual(['run-started', 'matrix', 'summary']);
});

describe('checkpoints', () => {
  test('with a user’s own name are kept, shown and compared', async () => {
    const { session } = await afterRun();
    expect(await saveCheckpoint(session, 'before-lunch')).toMatchObject({ exitCode: 0, writes: 0 });
    expect(await showCheckpoint(session, 'before-lunch')).toMatchObject({
      id: 'before-lunch',
      kind: 'named',
    });
    const changes = await diffCheckpoints(session, 'baseline', 'before-lunch');
    expect(changes.map(({ resource }) => resource)).toEqual(['role-policy', 'user', 'key-policy']);
  });

  test('do not replace one of the same name', async () => {
    const { session } = await afterRun();
    await saveCheckpoint(session, 'mine');
    expect(await saveCheckpoint(session, 'mine')).toMatchObject({
      exitCode: 2,
      error: { code: 'ERR_USAGE' },
    });
  });

  test.each(['baseline', 'after-strip', '../escape', '', '-x', '2', '12', 'strip'])(
    'cannot be named %j',
    async (name) => {
      const { session } = fake();
      expect(await saveCheckpoint(session, name)).toMatchObject({
        exitCode: 2,
        error: { code: 'ERR_USAGE' },
      });
    },
  );

  test.each(['nobody', '../../etc/passwd'])('of the name %s do not exist', async (name) => {
    await expect(showCheckpoint(fake().session, name)).rejects.toMatchObject({ code: 'ERR_UNKNOWN_NAME' });
  });
});

test.each([
  ['strip-decript', 'strip-decrypt'],
  ['STRIP', 'strip-decrypt'],
  ['mfa', 'key-policy-mfa'],
  ['zzzzzz', undefined],
  ['', undefined],
])('the name nearest to %j is %s', (word, expected) => {
  expect(nearest(word, ['show-key-policy', 'strip-decrypt', 'key-policy-mfa'])).toBe(expected);
});

describe('a command that did not finish its work', () => {
  test.each([
    ['failed', true, true],
    ['partly', true, false],
  ] as const)(
    'and ended “%s” is reported by status: %s, and by the next command: %s',
    async (ended, ...told) => {
      const { session, events, store } = await afterRun('strip');
      const [change] = (await fakeChanges()) as [Change];
      store.left = [
        {
          ...{ run: '1a2b3c4d', startedAt: '2026-01-01T00:00:00.000Z', variant: 'corrected', ended },
          work: { does: 'reset' },
          writes: [{ change, progress: 'applied' }],
        },
      ];
      const isTold = () => events.splice(0).some(({ type }) => type === 'interrupted');
      await status(session);
      const byStatus = isTold();
      await reset(session);
      expect([byStatus, isTold()]).toEqual(told);
    },
  );

  const fakeChanges = async () => (await plan(fake().session, { only: 'strip' })).steps[0]?.changes;
});

test('status reports the steps that failed last', async () => {
  const lab = await afterRun('strip');
  lab.store.failed = ['strip'];
  await status(lab.session);
  expect(standing(lab)).toMatchObject({ at: 'after-strip', next: 'name', failed: ['strip'] });
});
