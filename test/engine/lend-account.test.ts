import { describe, expect, test } from 'vitest';
import { openStore, saveEdit, watch } from '../../src/engine/index.ts';
import { lend } from '../../src/engine/lend-account.ts';
import type { CommandSession } from '../../src/engine/session.ts';
import { freshDirectory } from '../sandbox/served.ts';
import { FACTS, fake, fakeAccount, saying } from './fake-account.ts';

const { accountId, region } = FACTS;

/** Two commands on one account, each with its own store in one folder. */
async function twoCommands() {
  const directory = freshDirectory();
  const open = (command: string) => openStore({ directory, target: 'sandbox', accountId, region, command });
  return { watching: await open('step'), other: await open('edit') };
}

const clockWith = (sleep: (ms: number) => Promise<void>): CommandSession['clock'] => {
  let now = 0;
  return {
    now: () => new Date(now),
    async sleep(ms) {
      now += ms;
      await sleep(ms);
    },
  };
};

describe('while a command only watches', () => {
  test('another one may have the account, and then the first does not', async () => {
    const { watching, other } = await twoCommands();
    await watching.lock();
    await expect(other.lock()).rejects.toMatchObject({ code: 'ERR_LOCKED' });
    const said = await lend({ store: watching, clock: clockWith(async () => {}) }, async () => {
      await other.lock();
      await other.release();
      return 'seen';
    });
    expect(said).toBe('seen');
    await expect(other.lock()).rejects.toMatchObject({ code: 'ERR_LOCKED' });
    await watching.release();
  });

  test('it waits for the other to end, and no longer than its patience', async () => {
    const { watching, other } = await twoCommands();
    const clock = clockWith(() => other.release());
    await watching.lock();
    await lend({ store: watching, clock }, () => other.lock());
    await watching.release();

    const never = clockWith(async () => {});
    await watching.lock();
    await expect(lend({ store: watching, clock: never }, () => other.lock())).rejects.toMatchObject({
      code: 'ERR_LOCKED',
      message: expect.stringContaining('kms-lab edit'),
    });
    expect(never.now().getTime()).toBe(90_000);
    await other.release();
  });

  test('a person saves with `edit` what the watched step wants', async () => {
    const { watching, other } = await twoCommands();
    const account = fakeAccount();
    const editor = fake({ account, command: 'edit' });
    let saved: Promise<unknown> | undefined;
    const watcher = fake({
      account,
      command: 'step',
      clock: clockWith(async () => {
        saved ??= saveEdit(
          { ...editor.session, store: other },
          { resource: 'role-policy', document: saying('stripped') },
        );
        await saved;
      }),
    });
    const hintFor = () => ({ id: 'hint', says: 'It is not done.', do: 'Do it.' });
    const { summary } = await watch({ ...watcher.session, store: watching }, { step: 'strip', hintFor });
    expect(await saved).toMatchObject({ ok: true, command: 'edit' });
    expect(summary).toMatchObject({ exitCode: 0, steps: [{ id: 'strip', status: 'applied' }] });
    expect(watching.position()).toBe('after-strip');
  });
});
