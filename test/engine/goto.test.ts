import { describe, expect, test } from 'vitest';
import { back, foresee, goto, run, solve } from '../../src/engine/index.ts';
import { readSnapshot } from '../../src/engine/snapshot.ts';
import {
  FACTS,
  type Fake,
  fake,
  fakeAccount,
  fakeStore,
  PIPELINE,
  START,
  saying,
  says,
  word,
} from './fake-account.ts';

async function at(step: string): Promise<Fake> {
  const lab = fake();
  await run(lab.session, { onFailure: 'stop', to: step });
  lab.account.writes.length = 0;
  lab.events.length = 0;
  return lab;
}

const keyPolicy = ({ account }: Fake) => word(account.documents['key-policy'] as never);
const USER = { userName: FACTS.userName, ours: true };

test('whom a document shuts out is said before it is written, and before a user agrees to it', async () => {
  const { session, events } = fake();
  const { resources } = session.lab;
  const warns = (document: unknown) =>
    word(document as never) === 'names-user' ? { says: 'It denies Dana.', next: [] } : undefined;
  const warning = {
    ...session,
    lab: { ...session.lab, resources: { ...resources, 'key-policy': { ...resources['key-policy'], warns } } },
  };
  expect((await foresee(warning, { goto: 'name' })).undoes).toBeUndefined();
  expect((await foresee(warning, { goto: 'last' })).undoes).toBe('It denies Dana.');
  await goto(warning, { step: 'last' });
  const told = events.map((event) => (event.type === 'note' ? event.text : event.type));
  expect(told.filter((one) => one === 'It denies Dana.')).toHaveLength(1);
  const begun = events.findIndex(
    (event) => event.type === 'change-begun' && event.change.resource === 'key-policy',
  );
  expect(told.indexOf('It denies Dana.')).toBe(begun - 1);
});

describe('goto', () => {
  test('catches up in one plan: each resource is written once, the user before the policy that names it', async () => {
    const lab = fake();
    const summary = await goto(lab.session, { step: 'last' });
    expect(summary).toMatchObject({ ok: true, exitCode: 0, steps: [], checks: [{ status: 'passed' }] });
    expect(lab.account.writes).toEqual(['role-policy', 'user', 'key-policy']);
    expect(lab.account.documents).toEqual({
      ...START,
      'role-policy': saying('stripped'),
      'key-policy': saying('names-user'),
      user: USER,
    });
    expect(lab.store.position()).toBe('after-name');
    expect((await lab.store.checkpoints()).map(({ id }) => id)).toEqual(['baseline', 'after-name']);
  });

  test('keeps the baseline before the first write', async () => {
    const account = fakeAccount();
    const store = fakeStore();
    account.beforeWrite = () => {
      expect(store.journalled.map(({ type }) => type)).toContain('checkpoint-saved');
    };
    const lab = fake({ account, store });
    expect(await goto(lab.session, { step: 'last' })).toMatchObject({ ok: true });
    expect((await store.checkpoint('baseline'))?.documents).toEqual(START);
  });

  test('goes back, too: the key policy early, the user after it', async () => {
    const lab = await at('last');
    expect(await goto(lab.session, { step: 'strip' })).toMatchObject({ ok: true });
    expect(lab.account.writes).toEqual(['key-policy', '-user', 'role-policy']);
    expect(lab.account.documents).toEqual(START);
    expect(lab.store.position()).toBe('after-show');
  });

  test('to the first step is to the baseline', async () => {
    const lab = await at('last');
    expect(await goto(lab.session, { step: 'show' })).toMatchObject({ ok: true });
    expect(lab.account.documents).toEqual(START);
    expect(lab.store.position()).toBe('baseline');
  });

  test('to where the account already is keeps the baseline all the same: a person continues from there by hand', async () => {
    const lab = fake();
    expect(await goto(lab.session, { step: 'show' })).toMatchObject({ ok: true });
    expect(lab.account.writes).toEqual([]);
    expect((await lab.store.checkpoint('baseline'))?.documents).toEqual(START);
  });

  test('writes nothing if the account is there', async () => {
    const lab = await at('strip');
    expect(await goto(lab.session, { step: 'name' })).toMatchObject({ ok: true, checks: [{}] });
    expect(lab.account.writes).toEqual([]);
  });

  test('writes over what went wrong by hand', async () => {
    const lab = await at('strip');
    lab.account.documents['key-policy'] = saying('oops');
    expect(await goto(lab.session, { step: 'name' })).toMatchObject({ ok: true });
    expect(lab.account.writes).toEqual(['key-policy']);
    expect(keyPolicy(lab)).toBe('default');
  });

  test('does not write over a change that was made while the question was open', async () => {
    const lab = await at('strip');
    const { seen, changes } = await foresee(lab.session, { goto: 'last' });
    expect(changes.map(({ resource }) => resource)).toEqual(['user', 'key-policy']);
    lab.account.documents.alias = { keyId: 'another' };
    const summary = await goto(lab.session, { step: 'last', seen });
    expect(summary).toMatchObject({ exitCode: 4, error: { code: 'ERR_DRIFT' } });
    expect(summary.error?.message).toContain('alias');
    expect(lab.account.writes).toEqual([]);
  });

  test('goes where the user agreed to', async () => {
    const lab = await at('strip');
    const { seen } = await foresee(lab.session, { goto: 'last' });
    expect(await goto(lab.session, { step: 'last', seen })).toMatchObject({ ok: true });
    expect((await foresee(lab.session, { goto: 'last' })).changes).toEqual([]);
  });

  test('is refused if it would lock the operator out, before anything is written', async () => {
    const stages = [
      ...PIPELINE.stages,
      { ...PIPELINE.stages[0]!, step: { ...PIPELINE.stages[0]!.step, id: 'end' } },
    ];
    const lab = fake({ variant: 'published', pipeline: { ...PIPELINE, stages } });
    const summary = await goto(lab.session, { step: 'end' });
    expect(summary).toMatchObject({ exitCode: 5, error: { code: 'ERR_LOCK_OUT' } });
    expect(summary.error?.next).toEqual([{ run: ['plan'] }]);
    expect(lab.account.documents).toEqual(START);
  });

  test('fails if the checks of the place fail, and keeps no checkpoint of it', async () => {
    const stages = PIPELINE.stages.map((stage) =>
      stage.step.id === 'name' ? { ...stage, checks: () => [says('key-policy', 'something-else')] } : stage,
    );
    const lab = fake({ pipeline: { ...PIPELINE, stages } });
    expect(await goto(lab.session, { step: 'last' })).toMatchObject({ exitCode: 3 });
    expect(await lab.store.checkpoint('after-name')).toBeUndefined();
    expect(lab.store.position()).toBe('after-name');
  });

  test('and run continues from there', async () => {
    const lab = fake();
    await goto(lab.session, { step: 'name' });
    const summary = await run(lab.session, { onFailure: 'stop' });
    expect(summary.steps.map(({ status }) => status)).toEqual([
      'unchanged',
      'unchanged',
      'applied',
      'applied',
    ]);
  });
});

describe('solve', () => {
  test('does the next step, with its checks and its checkpoint', async () => {
    const lab = await at('strip');
    const summary = await solve(lab.session, { step: 'name' });
    expect(summary).toMatchObject({ ok: true, steps: [{ id: 'name', status: 'applied', checks: [{}] }] });
    expect(lab.account.writes).toEqual(['user', 'key-policy']);
    expect(lab.store.position()).toBe('after-name');
    expect(await lab.store.checkpoint('after-name')).toBeDefined();
  });

  test('finishes a half-done step', async () => {
    const lab = await at('strip');
    lab.account.documents.user = USER;
    expect(await solve(lab.session, { step: 'name' })).toMatchObject({ ok: true });
    expect(lab.account.writes).toEqual(['key-policy']);
  });

  test.each([
    ['from before', 'show', ['role-policy', 'user', 'key-policy'], 'names-user'],
    ['from after', 'last', ['key-policy'], 'names-user'],
  ])('%s: goes straight to where the step ends', async (_, stands, writes, says) => {
    const lab = await at(stands);
    const summary = await solve(lab.session, { step: 'name' });
    expect(summary).toMatchObject({ ok: true, steps: [{ id: 'name', status: 'applied' }] });
    expect(lab.account.writes).toEqual(writes);
    expect(keyPolicy(lab)).toBe(says);
    expect(lab.store.position()).toBe('after-name');
  });

  test('fixes what went wrong by hand', async () => {
    const lab = await at('show');
    lab.account.documents['role-policy'] = saying('oops');
    expect(await solve(lab.session, { step: 'strip' })).toMatchObject({ ok: true });
    expect(lab.account.documents['role-policy']).toEqual(saying('stripped'));
  });

  test('writes nothing if the step is in place, and runs its checks', async () => {
    const lab = await at('name');
    const summary = await solve(lab.session, { step: 'name' });
    expect(summary).toMatchObject({ ok: true, steps: [{ id: 'name', status: 'unchanged', checks: [{}] }] });
    expect(lab.account.writes).toEqual([]);
  });

  test('fails if its checks fail', async () => {
    const stages = PIPELINE.stages.map((stage) =>
      stage.step.id === 'name' ? { ...stage, checks: () => [says('key-policy', 'something-else')] } : stage,
    );
    const lab = fake({ pipeline: { ...PIPELINE, stages } });
    expect(await solve(lab.session, { step: 'name' })).toMatchObject({
      exitCode: 3,
      steps: [{ status: 'failed' }],
    });
  });

  test('does not write over a change that was made while the question was open', async () => {
    const lab = await at('strip');
    const { seen } = await foresee(lab.session, { solve: 'name' });
    lab.account.documents['key-policy'] = saying('by-somebody');
    expect(await solve(lab.session, { step: 'name', seen })).toMatchObject({ exitCode: 4, writes: 0 });
    expect(keyPolicy(lab)).toBe('by-somebody');
  });
});

describe('back', () => {
  test('undoes the last step', async () => {
    const lab = await at('last');
    expect(await back(lab.session)).toMatchObject({
      ok: true,
      checks: [{ id: 'key-policy-says-names-user' }],
    });
    expect(keyPolicy(lab)).toBe('names-user');
    expect(lab.store.position()).toBe('after-name');
    expect(lab.account.documents.user).toEqual(USER);
  });

  test('step by step to the baseline, before which there is nothing', async () => {
    const lab = await at('last');
    const places: (string | undefined)[] = [];
    for (let step = 0; step < 4; step++) {
      await back(lab.session);
      places.push(lab.store.position());
    }
    expect(places).toEqual(['after-name', 'after-strip', 'after-show', 'baseline']);
    expect(lab.account.documents).toEqual(START);
    expect(await back(lab.session)).toMatchObject({ exitCode: 2, error: { code: 'ERR_ORDER' } });
  });

  test('undoes a half-done step first', async () => {
    const lab = await at('strip');
    lab.account.documents.user = USER;
    expect(await back(lab.session)).toMatchObject({ ok: true });
    expect(lab.account.writes).toEqual(['-user']);
    expect(lab.store.position()).toBe('after-strip');
  });

  test('undoes what was tried by hand first', async () => {
    const lab = await at('strip');
    lab.account.documents['key-policy'] = saying('oops');
    expect((await foresee(lab.session, 'back')).changes.map(({ resource }) => resource)).toEqual([
      'key-policy',
    ]);
    expect(await back(lab.session)).toMatchObject({ ok: true });
    expect(keyPolicy(lab)).toBe('default');
    expect(lab.store.position()).toBe('after-strip');
  });
});

test.each([
  ['goto', (lab: Fake) => goto(lab.session, { step: 'nam' })],
  ['solve', (lab: Fake) => solve(lab.session, { step: 'nam' })],
])('%s refuses an unknown step, with the nearest', async (_, way) => {
  const lab = await at('last');
  const summary = await way(lab);
  expect(summary).toMatchObject({ exitCode: 2, error: { code: 'ERR_UNKNOWN_NAME' } });
  expect(summary.error?.hint).toContain('did you mean name?');
  expect(lab.account.writes).toEqual([]);
});

test('an account that the other variant brought here is brought over, with a note', async () => {
  const store = fakeStore();
  const account = fakeAccount();
  await run(fake({ account, store }).session, { onFailure: 'stop' });
  Object.assign(account, { lockOut: 'nobody' });
  const lab = fake({ account, store, variant: 'published' });
  expect(await solve(lab.session, { step: 'last' })).toMatchObject({ ok: true });
  expect(keyPolicy(lab)).toBe('shuts-out');
  expect(lab.events.some((event) => event.type === 'note' && /other variant/.test(event.text))).toBe(true);
});

test('the documents are read again, not remembered', async () => {
  const lab = await at('strip');
  const { seen } = await foresee(lab.session, 'back');
  expect(seen).toEqual((await readSnapshot(lab.session.lab)).documents);
});

describe('what a move undoes is shown', () => {
  const ways: Readonly<Record<string, Parameters<typeof foresee>[1]>> = {
    'goto show': { goto: 'show' },
    'goto last': { goto: 'last' },
    'solve strip': { solve: 'strip' },
    'solve last': { solve: 'last' },
    back: 'back',
  };
  test.each([
    ['last', 'goto show', 'Undoes 4 steps: 1 show, 2 strip, 3 name, 4 last.'],
    ['last', 'goto last', 'Undoes step 4 last.'],
    ['last', 'solve strip', 'Undoes 2 steps: 3 name, 4 last.'],
    ['last', 'solve last', undefined],
    ['last', 'back', 'Undoes step 4 last.'],
    ['strip', 'goto last', undefined],
    ['strip', 'solve last', undefined],
  ])('after %s, %s: %s', async (step, name, undoes) => {
    const { session } = await at(step);
    expect((await foresee(session, ways[name]!)).undoes).toBe(undoes);
  });

  test('with what was changed by hand', async () => {
    const lab = await at('strip');
    lab.account.documents['key-policy'] = saying('by-hand') as never;
    const { undoes } = await foresee(lab.session, { goto: 'strip' });
    expect(undoes).toMatch(/^Undoes step 2 strip\. Writes over what was changed: key-policy\.$/);
  });

  test.each([
    ['told where the user was not asked', false, ['Undoes step 4 last.']],
    ['and not told again where they were', true, []],
  ])('%s', async (_what, isAsked, told) => {
    const lab = await at('last');
    const seen = isAsked ? (await foresee(lab.session, 'back')).seen : undefined;
    await back(lab.session, { seen });
    const notes = lab.events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
    expect(notes).toEqual(told);
  });
});
