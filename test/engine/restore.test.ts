import { describe, expect, test } from 'vitest';
import { rebase, reset, rollback, run, saveCheckpoint } from '../../src/engine/index.ts';
import { type Fake, fake, fakeAccount, fakeStore, START, saying, word } from './fake-account.ts';

async function afterRun(): Promise<Fake> {
  const lab = fake();
  await run(lab.session, { onFailure: 'stop' });
  lab.account.writes.length = 0;
  return lab;
}

describe('rollback', () => {
  test.each([
    ['baseline', 'default', undefined],
    ['after-show', 'default', undefined],
    ['after-strip', 'default', undefined],
    ['after-name', 'names-user', true],
    ['after-last', 'last', true],
  ])('to %s: the documents of that checkpoint, and its checks', async (to, keyPolicy, user) => {
    const { session, account } = await afterRun();
    const summary = await rollback(session, { to });
    expect(summary).toMatchObject({ ok: true, exitCode: 0 });
    expect(summary.checks).toHaveLength(1);
    expect(word(account.documents['key-policy'] as never)).toBe(keyPolicy);
    expect(account.documents.user !== undefined || undefined).toBe(user);
  });

  test('removes the user from the key policy before it deletes the user', async () => {
    const { session, account } = await afterRun();
    await rollback(session, { to: 'baseline' });
    expect(account.writes).toEqual(['key-policy', '-user', 'role-policy']);
  });

  test('creates the user again before the key policy that names it', async () => {
    const { session, account } = await afterRun();
    delete account.documents.user;
    account.documents['key-policy'] = saying('names-a-ghost');
    await rollback(session, { to: 'after-name' });
    expect(account.writes).toEqual(['user', 'key-policy']);
  });

  test('undoes what another user did by hand', async () => {
    const { session, account } = await afterRun();
    account.documents['role-policy'] = saying('by-hand');
    account.documents.alias = { keyId: 'another' };
    await rollback(session, { to: 'after-last' });
    expect(account.documents).toMatchObject({ alias: { keyId: 'k' }, 'role-policy': saying('stripped') });
  });

  test('and run again from there', async () => {
    const { session } = await afterRun();
    await rollback(session, { to: 'after-show' });
    const again = await run(session, { onFailure: 'stop' });
    expect(again.steps.map(({ status }) => status)).toEqual(['unchanged', 'applied', 'applied', 'applied']);
  });

  test('to a name: its documents, without checks of the page', async () => {
    const { session, account, events } = await afterRun();
    account.documents['key-policy'] = saying('mine');
    await saveCheckpoint(session, 'mine');
    await rollback(session, { to: 'baseline' });
    expect(await rollback(session, { to: 'mine' })).toMatchObject({ ok: true, checks: [] });
    expect(word(account.documents['key-policy'] as never)).toBe('mine');
    expect(events.some((event) => event.type === 'note' && /matches no step/.test(event.text))).toBe(true);
  });

  test.each(['after-strip', 'mine'])(
    'to %s: a user that another person created stays, and the checks are run',
    async (to) => {
      const account = fakeAccount();
      account.foreignUser = true;
      const user = { userName: 'userA', ours: false };
      const { session } = fake({ account });
      await run(session, { onFailure: 'stop', to: 'strip' });
      account.documents.user = user;
      await saveCheckpoint(session, 'mine');
      account.documents['role-policy'] = saying('by-hand');
      expect((await rollback(session, { to })).checks).toHaveLength(1);
      expect(account.documents.user).toEqual(user);
    },
  );

  test('refuses an unknown name, with the nearest', async () => {
    const { session, account } = await afterRun();
    const summary = await rollback(session, { to: 'after-nam' });
    expect(summary).toMatchObject({ exitCode: 2, error: { code: 'ERR_UNKNOWN_NAME' } });
    expect(summary.error?.hint).toContain('did you mean after-name?');
    expect(account.writes).toEqual([]);
  });

  test.each(['3', '03', ' 3', 'name', 'after-name'])(
    'to %j: the checkpoint after the third step',
    async (to) => {
      const { session, account, store } = await afterRun();
      expect(await rollback(session, { to })).toMatchObject({ exitCode: 0 });
      expect(word(account.documents['key-policy'] as never)).toBe('names-user');
      expect(await store.position()).toBe('after-name');
    },
  );

  test.each(['0', '5', '-1', 'three', '', '3.0'])(
    'to %j: nothing is written, and which there are',
    async (to) => {
      const { session, account } = await afterRun();
      const summary = await rollback(session, { to });
      expect(summary).toMatchObject({ exitCode: 2, error: { code: 'ERR_UNKNOWN_NAME' } });
      expect(summary.error?.hint).toContain('baseline, after-show (1), after-strip (2)');
      expect(account.writes).toEqual([]);
    },
  );

  test('to a step that was not done yet: says so, and what does it', async () => {
    const { session } = fake();
    const summary = await rollback(session, { to: '3' });
    expect(summary).toMatchObject({ exitCode: 2, error: { code: 'ERR_UNKNOWN_NAME' } });
    expect(summary.error?.message).toBe('No checkpoint was kept after the step “name” yet.');
    expect(summary.error?.next).toEqual([expect.objectContaining({ run: ['solve', 'name'] })]);
  });

  test('does not remove what existed before the lab, and restores the rest', async () => {
    const { session, account, store } = await afterRun();
    const { alias: _, ...documents } = START;
    await store.saveCheckpoint({
      ...(await store.checkpoint('baseline'))!,
      id: 'no-alias',
      kind: 'named',
      documents,
    });
    const summary = await rollback(session, { to: 'no-alias' });
    expect(summary).toMatchObject({
      exitCode: 1,
      error: { code: 'ERR_NOT_RESTORED' },
      leftAsIs: [{ title: 'alias', error: { code: 'ERR_NOT_OURS' } }],
    });
    expect(account.writes).toEqual(['key-policy', '-user', 'role-policy']);
  });

  test('refuses a checkpoint that would lock the operator out', async () => {
    const { session, account } = await afterRun();
    account.documents['key-policy'] = saying('shuts-out');
    await saveCheckpoint(session, 'trap');
    account.documents['key-policy'] = saying('last');
    const summary = await rollback({ ...session, command: 'rollback' }, { to: 'trap' });
    expect(summary).toMatchObject({
      exitCode: 1,
      writes: 0,
      leftAsIs: [{ title: 'key-policy', error: { code: 'ERR_LOCK_OUT' } }],
    });
  });
});

describe('reset', () => {
  test('restores the account to the baseline and cleans up', async () => {
    const { session, account } = await afterRun();
    expect(await reset(session)).toMatchObject({ ok: true, exitCode: 0 });
    expect(account.documents).toEqual(START);
    expect(account.tidied).toBeGreaterThan(0);
  });

  test('a second reset writes nothing', async () => {
    const { session, account } = await afterRun();
    await reset(session);
    account.writes.length = 0;
    expect(await reset(session)).toMatchObject({ ok: true });
    expect(account.writes).toEqual([]);
  });

  test('without its state goes to the documented start, and keeps that as the baseline', async () => {
    const { account } = await afterRun();
    const store = fakeStore();
    const { session, events } = fake({ account, store });
    delete account.documents.user;
    expect(await reset(session)).toMatchObject({ ok: true });
    expect(account.documents).toEqual(START);
    expect(events.some((event) => event.type === 'note' && /No baseline was kept/.test(event.text))).toBe(
      true,
    );
    expect((await store.checkpoint('baseline'))?.documents).toEqual(START);
  });

  test('takes the rest of the account again while it is where such a baseline was kept', async () => {
    const store = fakeStore();
    const { session, account } = fake({ store });
    account.surroundings = { key: 'Enabled', 'policies of the role': 'too much' };
    await reset(session);
    account.surroundings = { key: 'Enabled', 'policies of the role': 'mended by hand' };
    await reset(session);
    expect((await store.checkpoint('baseline'))?.surroundings).toEqual(account.surroundings);
  });

  test('says so if the account changed again meanwhile', async () => {
    const { session, account } = await afterRun();
    const { alias } = session.lab.resources;
    const meddling = {
      ...alias,
      tidy: async () => {
        account.documents['key-policy'] = saying('by-somebody');
      },
    };
    const resources = { ...session.lab.resources, alias: meddling };
    const summary = await reset({ ...session, lab: { ...session.lab, resources } });
    expect(summary).toMatchObject({
      exitCode: 1,
      leftAsIs: [{ title: 'key-policy', error: { code: 'ERR_NOT_SETTLED' } }],
    });
  });

  test('fails if the baseline’s checks fail', async () => {
    const account = fakeAccount({ ...START, 'key-policy': saying('not-default') });
    expect(
      await reset(
        fake({ account, pipeline: { ...fake().session.pipeline, documentedStart: (now) => now } }).session,
      ),
    ).toMatchObject({
      exitCode: 3,
    });
  });
});

describe('rebase', () => {
  test('accepts the rest of the account as the baseline’s, and says what is new', async () => {
    const { session, account, store, events } = await afterRun();
    account.surroundings = { key: 'Disabled', users: 'bob' };
    expect(await rebase(session)).toMatchObject({ ok: true, writes: 0 });
    expect(await store.checkpoint('baseline')).toMatchObject({
      documents: START,
      surroundings: { key: 'Disabled', users: 'bob' },
    });
    expect(events.at(-3)).toEqual({ type: 'note', text: 'key changed.' });
  });

  test('keeps nothing if nothing is new', async () => {
    const { session, events } = await afterRun();
    events.length = 0;
    await rebase(session);
    expect(events.map(({ type }) => type)).toEqual(['run-started', 'note', 'summary']);
  });

  test('needs a baseline', async () => {
    expect(await rebase(fake().session)).toMatchObject({ exitCode: 2, error: { code: 'ERR_UNKNOWN_NAME' } });
  });
});
