import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/contract/errors.ts';
import type { Resource } from '../../src/contract/resource.ts';
import { foreseeEdit, resume, run, saveEdit, status } from '../../src/engine/index.ts';
import type { CommandSession } from '../../src/engine/session.ts';
import { type Fake, fake, fakeAccount, fakeStore, START, saying, word } from './fake-account.ts';

const own = (said: string) => ({ resource: 'key-policy', document: saying(said) }) as const;
const keyPolicy = ({ account }: Fake) => word(account.documents['key-policy'] as never);
const typesOf = ({ store }: Fake) => store.journalled.map(({ type }) => type);

/** AWS would refuse a key policy that says this. */
function refusing(session: CommandSession, refused: string): CommandSession {
  const { resources } = session.lab;
  const accepts: Resource<'key-policy'>['accepts'] = async (document) => {
    if (word(document) === refused) throw new LabError('ERR_DOCUMENT', 'KMS would refuse the policy.');
  };
  const keyPolicy = { ...resources['key-policy'], accepts };
  return { ...session, lab: { ...session.lab, resources: { ...resources, 'key-policy': keyPolicy } } };
}

describe('a person’s own document', () => {
  test('is written like every change: intended, reported, read back', async () => {
    const lab = fake();
    expect(await saveEdit(lab.session, own('mine'))).toMatchObject({ ok: true, exitCode: 0 });
    expect(keyPolicy(lab)).toBe('mine');
    expect(lab.account.writes).toEqual(['key-policy']);
    expect(typesOf(lab)).toEqual([
      'run-started',
      'set-out',
      'change-planned',
      'checkpoint-saved',
      'change-begun',
      'change-applied',
      'summary',
    ]);
    expect(lab.store.journalled[1]).toMatchObject({ work: { does: 'edit', ...own('mine') } });
  });

  test('keeps the baseline before it is written, and does not say that a step is done', async () => {
    const account = fakeAccount();
    const store = fakeStore();
    account.beforeWrite = () =>
      expect(store.journalled.map(({ type }) => type)).toContain('checkpoint-saved');
    const lab = fake({ account, store });
    expect(await saveEdit(lab.session, own('mine'))).toMatchObject({ ok: true });
    expect((await store.checkpoint('baseline'))?.documents).toEqual(START);
    expect((await store.checkpoints()).map(({ id }) => id)).toEqual(['baseline']);
  });

  test('that the account already has is not written', async () => {
    const lab = fake();
    expect(await saveEdit(lab.session, own('default'))).toMatchObject({ ok: true, writes: 0 });
    expect(lab.account.writes).toEqual([]);
    expect(typesOf(lab)).not.toContain('set-out');
    expect((await foreseeEdit(lab.session, own('default'))).changes).toEqual([]);
  });

  test.each([
    ['AWS would refuse it', 'refused', 'ERR_DOCUMENT'],
    ['it would lock the operator out', 'shuts-out', 'ERR_LOCK_OUT'],
  ])('is not written if %s', async (_, said, code) => {
    const lab = fake();
    const session = refusing(lab.session, 'refused');
    expect(await saveEdit(session, own(said))).toMatchObject({ ok: false, error: { code } });
    await expect(foreseeEdit(session, own(said))).rejects.toMatchObject({ code });
    expect(lab.account.writes).toEqual([]);
    expect(typesOf(lab)).not.toContain('set-out');
  });

  test('is not written over another change than the one that was shown', async () => {
    const lab = fake();
    const { seen } = await foreseeEdit(lab.session, own('mine'));
    lab.account.documents['key-policy'] = saying('another');
    const summary = await saveEdit(lab.session, { ...own('mine'), seen });
    expect(summary).toMatchObject({ exitCode: 4, error: { code: 'ERR_DRIFT' } });
    expect(keyPolicy(lab)).toBe('another');
  });

  test('for a resource that cannot be read is refused with the reason', async () => {
    const account = fakeAccount();
    account.unreadable['key-policy'] = new LabError('ERR_ACCESS', 'You may not read it.');
    const lab = fake({ account });
    expect(await saveEdit(lab.session, own('mine'))).toMatchObject({
      error: { message: 'You may not read it.' },
    });
    expect(account.writes).toEqual([]);
  });

  test('is reported as the caller wants if it fails', async () => {
    const account = fakeAccount();
    account.beforeWrite = () => {
      throw new LabError('ERR_DOCUMENT', 'KMS refused it.');
    };
    const lab = fake({ account });
    const toldAs = (error: unknown) =>
      new LabError('ERR_DOCUMENT', (error as Error).message, { hint: 'kept' });
    expect(await saveEdit(lab.session, { ...own('mine'), toldAs })).toMatchObject({
      error: { message: 'KMS refused it.', hint: 'kept' },
    });
  });
});

test('an edit that was interrupted is continued with the same document', async () => {
  const store = fakeStore();
  store.left = [
    {
      run: 'a1b2c3d4',
      startedAt: '2026-01-01T00:00:00.000Z',
      work: { does: 'edit', ...own('mine') },
      variant: 'corrected',
      ended: 'killed',
      writes: [],
    },
  ];
  const lab = fake({ store });
  expect(await resume(lab.session)).toMatchObject({ ok: true, command: 'edit' });
  expect(keyPolicy(lab)).toBe('mine');
});

describe('after an edit', () => {
  const standing = async (lab: Fake) => {
    lab.events.length = 0;
    await status(lab.session);
    return lab.events.find((event) => event.type === 'standing');
  };

  test('that matches a step, the account is after that step, and run continues', async () => {
    const lab = fake();
    await saveEdit(lab.session, { resource: 'role-policy', document: saying('stripped') });
    expect(await standing(lab)).toMatchObject({ at: 'after-strip', next: 'name', drift: [] });
    expect(await run(lab.session, { onFailure: 'stop' })).toMatchObject({ ok: true });
    expect(lab.account.writes.filter((id) => id === 'role-policy')).toHaveLength(1);
  });

  test('that matches no step, the account is as after a change in the console', async () => {
    const [edited, changed] = [fake(), fake()];
    for (const lab of [edited, changed]) await run(lab.session, { onFailure: 'stop', to: 'strip' });
    await saveEdit(edited.session, own('mine'));
    changed.account.documents['key-policy'] = saying('mine');
    expect(await standing(edited)).toEqual(await standing(changed));
  });
});
