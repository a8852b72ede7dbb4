import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/contract/check.ts';
import { guard } from '../../src/engine/apply.ts';
import { reset, run } from '../../src/engine/index.ts';
import type { RunOptions } from '../../src/engine/run.ts';
import { changeOf } from '../../src/engine/snapshot.ts';
import { FACTS, fake, fakeAccount, fakeStore, PIPELINE, START, saying, says } from './fake-account.ts';

const ALL: RunOptions = { onFailure: 'stop' };
const statuses = (summary: Awaited<ReturnType<typeof run>>) =>
  summary.steps.map(({ id, status }) => `${id} ${status}`);

describe('run', () => {
  test('applies every step in order, the user before the key policy that names it', async () => {
    const { session, account } = fake();
    const summary = await run(session, ALL);
    expect(summary).toMatchObject({ ok: true, exitCode: 0, writes: 4 });
    expect(statuses(summary)).toEqual(['show applied', 'strip applied', 'name applied', 'last applied']);
    expect(account.writes).toEqual(['role-policy', 'user', 'key-policy', 'key-policy']);
  });

  test('keeps the baseline before the first write and a checkpoint after every step', async () => {
    const account = fakeAccount();
    const store = fakeStore();
    account.beforeWrite = () => {
      expect(store.journalled.map(({ type }) => type)).toContain('checkpoint-saved');
    };
    await run(fake({ account, store }).session, ALL);
    const kept = await store.checkpoints();
    expect(kept.map(({ id }) => id)).toEqual([
      'baseline',
      'after-show',
      'after-strip',
      'after-name',
      'after-last',
    ]);
    expect(kept[0]).toMatchObject({ documents: START, surroundings: { key: 'Enabled' } });
  });

  test('reports what happens, in order, and ends with the summary', async () => {
    const { session, events, store } = fake();
    await run(session, { ...ALL, only: 'show' });
    expect(events.map(({ type }) => type)).toEqual([
      'run-started',
      'set-out',
      'step-started',
      'step-showed',
      'check-settled',
      'checkpoint-saved',
      'checkpoint-saved',
      'step-settled',
      'summary',
    ]);
    expect(store.journalled).toEqual(events);
  });

  test('a second run writes nothing', async () => {
    const { session, account } = fake();
    await run(session, ALL);
    const writes = account.writes.length;
    const again = await run(session, ALL);
    expect(statuses(again)).toEqual([
      'show unchanged',
      'strip unchanged',
      'name unchanged',
      'last unchanged',
    ]);
    expect(account.writes.length).toBe(writes);
    expect(again.steps.at(-1)?.checks).toHaveLength(1);
  });

  test('continues from where the account is, even if the state was lost', async () => {
    const { session, account } = fake();
    await run(session, { ...ALL, to: 'strip' });
    const summary = await run(fake({ account }).session, ALL);
    expect(statuses(summary)).toEqual(['show unchanged', 'strip unchanged', 'name applied', 'last applied']);
  });

  test('finishes a half-done step', async () => {
    const { session, account } = fake();
    await run(session, { ...ALL, to: 'strip' });
    account.documents.user = { userName: FACTS.userName, ours: true };
    account.writes.length = 0;
    const summary = await run(session, { ...ALL, to: 'name' });
    expect(statuses(summary)).toEqual(['show unchanged', 'strip unchanged', 'name applied']);
    expect(account.writes).toEqual(['key-policy']);
  });

  test('waits until a write can be read', async () => {
    const account = fakeAccount();
    account.lag = 3;
    const { session, events } = fake({ account });
    expect(await run(session, ALL)).toMatchObject({ ok: true });
    expect(events.some(({ type }) => type === 'waiting')).toBe(true);
  });

  test('gives up on a write that never appears', async () => {
    const account = fakeAccount();
    account.lag = 1000;
    const summary = await run(fake({ account }).session, ALL);
    expect(summary).toMatchObject({ exitCode: 1, error: { code: 'ERR_NOT_SETTLED' } });
    expect(statuses(summary)).toEqual(['show applied', 'strip failed']);
  });

  test('releases the account at the end, whatever happened', async () => {
    const account = fakeAccount();
    account.beforeWrite = () => {
      throw new Error('network');
    };
    const { session, store } = fake({ account });
    expect(await run(session, ALL)).toMatchObject({ exitCode: 1, error: { code: 'ERR_INTERNAL' } });
    expect(store.held).toBe(false);
  });
});

describe('run refuses', () => {
  test('a key policy that locks the operator out, before anything is written', async () => {
    const { session, account } = fake({ variant: 'published' });
    const summary = await run(session, ALL);
    expect(summary).toMatchObject({ exitCode: 5, error: { code: 'ERR_LOCK_OUT' } });
    expect(account.writes).toEqual([]);
    const [to] = (summary.error?.next ?? []).flatMap((next) => ('run' in next ? next.run.slice(2) : []));
    expect(await run(session, { ...ALL, to })).toMatchObject({ exitCode: 0 });
    expect(account.writes).not.toEqual([]);
  });

  test('a change of something that is not the lab’s', async () => {
    const { session } = fake();
    const arn = 'arn:aws:iam::111122223333:role/production';
    const change = { ...changeOf(session.lab.resources['role-policy'], undefined, saying('x')), arn };
    await expect(guard(session, [change])).rejects.toMatchObject({
      code: 'ERR_NOT_OURS',
      message: expect.stringContaining(arn),
    });
  });

  test('to write over another user’s change', async () => {
    const { session, account } = fake();
    await run(session, { ...ALL, to: 'strip' });
    account.documents['key-policy'] = saying('by-hand');
    account.writes.length = 0;
    const summary = await run(session, ALL);
    expect(summary).toMatchObject({ exitCode: 4, error: { code: 'ERR_DRIFT' } });
    expect(summary.error?.next).toContainEqual({
      why: 'undoes the change',
      run: ['rollback', '--to', 'after-strip'],
    });
    expect(account.writes).toEqual([]);
  });

  test.each<[string, Partial<RunOptions>, string, RegExp]>([
    ['a step that builds on one that is missing', { only: 'last' }, 'ERR_ORDER', /show comes next/],
    ['a step nobody knows', { to: 'strap' }, 'ERR_UNKNOWN_NAME', /strap/],
    ['a range that runs backwards', { from: 'last', to: 'show' }, 'ERR_USAGE', /comes after/],
    ['two ways to name a range', { only: 'show', to: 'last' }, 'ERR_USAGE', /--only/],
  ])('%s', async (_, options, code, message) => {
    const { session, account, store } = fake();
    const summary = await run(session, { ...ALL, ...options });
    expect(summary).toMatchObject({ exitCode: 2, writes: 0, error: { code } });
    expect(summary.error?.message).toMatch(message);
    expect(account.writes).toEqual([]);
    expect(await store.checkpoints()).toEqual([]);
  });

  test('the baseline of another account', async () => {
    const { session, store, account } = fake();
    await run(session, { ...ALL, to: 'show' });
    const baseline = (await store.checkpoint('baseline'))!;
    await store.saveCheckpoint({ ...baseline, facts: { ...FACTS, accountId: '999999999999' } });
    expect(await run(session, ALL)).toMatchObject({ exitCode: 5, error: { code: 'ERR_WRONG_ACCOUNT' } });
    expect(account.writes).toEqual([]);
  });
});

describe('a step whose check fails', () => {
  const doomed = {
    ...PIPELINE,
    stages: PIPELINE.stages.map((stage) =>
      stage.step.id === 'name' ? { ...stage, checks: () => [says('key-policy', 'something-else')] } : stage,
    ),
  };

  test('ends the run, with what was expected and what was seen', async () => {
    const { session, store } = fake({ pipeline: doomed });
    const summary = await run(session, ALL);
    expect(summary).toMatchObject({ ok: false, exitCode: 3 });
    expect(statuses(summary)).toEqual(['show applied', 'strip applied', 'name failed']);
    expect(summary.steps.at(-1)?.checks).toEqual([
      {
        id: 'key-policy-says-something-else',
        status: 'failed',
        expected: 'something-else',
        observed: 'names-user',
        evidence: 'observed',
      },
    ]);
    expect(store.position()).toBe('after-strip');
  });

  test('is undone with --on-failure rollback, key policy before user', async () => {
    const { session, account } = fake({ pipeline: doomed });
    const summary = await run(session, { onFailure: 'rollback' });
    expect(summary.exitCode).toBe(3);
    expect(account.documents).toEqual({ ...START, 'role-policy': saying('stripped') });
    expect(account.writes.slice(-2)).toEqual(['key-policy', '-user']);
  });

  test('is undone when it failed halfway', async () => {
    const account = fakeAccount();
    let broken = false;
    account.beforeWrite = (id) => {
      if (id !== 'key-policy' || broken) return;
      broken = true;
      throw new Error('network');
    };
    const summary = await run(fake({ account }).session, { onFailure: 'rollback' });
    expect(summary.exitCode).toBe(1);
    expect(account.documents).toEqual({ ...START, 'role-policy': saying('stripped') });
  });
});

test('a check that cannot look is an error, not a verdict', async () => {
  const blind = { ...says('key-policy', 'default'), look: () => Promise.reject(new Error('no route')) };
  const pipeline = { ...PIPELINE, stages: [{ ...PIPELINE.stages[0]!, checks: () => [blind] }] };
  const summary = await run(fake({ pipeline }).session, ALL);
  expect(summary).toMatchObject({ exitCode: 1 });
  expect(summary.error?.message).toMatch(/could not run: no route/);
  expect(summary.steps[0]?.checks).toEqual([]);
});

test('a check runs again until it passes', async () => {
  let looks = 0;
  const slow = {
    ...says('key-policy', 'default'),
    look: async () => ({
      status: ++looks < 4 ? ('failed' as const) : ('passed' as const),
      expected: '4',
      observed: String(looks),
      evidence: 'observed' as const,
    }),
  };
  const pipeline = { ...PIPELINE, stages: [{ ...PIPELINE.stages[0]!, checks: () => [slow] }] };
  const { session, events } = fake({ pipeline });
  expect(await run(session, ALL)).toMatchObject({ ok: true });
  expect(events.find(({ type }) => type === 'check-settled')).toMatchObject({ looks: 4 });
});

test('an account that the other variant brought here continues with this one', async () => {
  const account = fakeAccount({
    ...START,
    'role-policy': saying('stripped'),
    user: { userName: 'userA', ours: true },
    'key-policy': saying('last'),
  });
  const { session, events } = fake({ account, variant: 'published' });
  Object.assign(account, { lockOut: 'nobody' });
  const summary = await run(session, ALL);
  expect(statuses(summary)).toEqual(['show unchanged', 'strip unchanged', 'name unchanged', 'last applied']);
  expect(events.some((event) => event.type === 'note' && /other variant/.test(event.text))).toBe(true);
});

test('Ctrl-C stops between writes, exits 130 and says how to continue', async () => {
  const stop = new AbortController();
  const account = fakeAccount();
  account.beforeWrite = () => stop.abort();
  const { session } = fake({ account, signal: stop.signal });
  const summary = await run(session, ALL);
  expect(summary).toMatchObject({ exitCode: 130, error: { code: 'ERR_INTERRUPTED' } });
  expect(account.writes).toEqual(['role-policy']);
  account.beforeWrite = () => {};
  expect(await reset(fake({ account, store: session.store as never }).session)).toMatchObject({ ok: true });
  expect(account.documents).toEqual(START);
});

test('many checks visit the web app at once, one that must be alone is, and the others do not matter', async () => {
  /** At each look: which other checks were looking. */
  const beside: Record<string, readonly string[]> = {};
  const looking = new Set<string>();
  const busy = (id: string, webApp?: Check['webApp']): Check => ({
    ...says('key-policy', 'default'),
    id,
    ...(webApp ? { webApp } : {}),
    async look() {
      for (const other of looking) beside[other] = [...(beside[other] ?? []), id];
      beside[id] = [...looking];
      looking.add(id);
      for (let turn = 0; turn < (webApp ? 1 : 10); turn++) await new Promise(setImmediate);
      looking.delete(id);
      return { status: 'passed', expected: '', observed: '', evidence: 'observed' };
    },
  });
  const checks = [
    busy('a', 'alone'),
    busy('b'),
    busy('c', 'visited'),
    busy('d', 'alone'),
    busy('e', 'visited'),
  ];
  const { session, events } = fake({
    pipeline: { ...PIPELINE, stages: [{ ...PIPELINE.stages[0]!, checks: () => checks }] },
  });
  await run(session, ALL);
  expect(beside).toMatchObject({ a: ['b'], c: ['b', 'e'], d: ['b'], e: ['b', 'c'] });
  const order = events.flatMap((event) => (event.type === 'check-settled' ? event.check.id : []));
  expect(order).toEqual(['a', 'b', 'c', 'd', 'e']);
});
