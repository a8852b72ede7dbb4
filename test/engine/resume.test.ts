import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Summary } from '../../src/contract/event.ts';
import type { ResourceId } from '../../src/contract/resource.ts';
import { workName } from '../../src/contract/work.ts';
import { openStore } from '../../src/engine/file-store.ts';
import { back, goto, reset, resume, rollback, run, solve, status } from '../../src/engine/index.ts';
import type { CommandSession } from '../../src/engine/session.ts';
import { FACTS, type Fake, fake, fakeAccount, START, saying, word } from './fake-account.ts';

const ALL = { onFailure: 'stop' } as const;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kms-lab-resume-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Journals begun one after the other, never at the same moment. */
let second = 0;

/** A lab with a real store: a new process on the same account. */
async function opened(
  account = fakeAccount(),
  parts: Pick<CommandSession, 'command'> = { command: 'run' },
): Promise<Fake> {
  const { accountId, region } = FACTS;
  const store = await openStore({ directory, target: 'sandbox', accountId, region, command: 'run' });
  const lab = fake({ account, ...parts });
  let now = Date.UTC(2026, 0, 1, 0, 0, second++);
  const later = (ms: number) => {
    now += ms;
  };
  const clock = { now: () => new Date(now), sleep: async (ms: number) => later(ms) };
  return { ...lab, session: { ...lab.session, store, clock } };
}

class Killed extends Error {}

/**
 * Dies before its write to the resource, or once the account has it: nothing is recorded any more, and no lock is
 * released.
 */
async function killed(
  { session, account }: Fake,
  work: (session: CommandSession) => Promise<Summary>,
  at: ResourceId,
  when: 'before' | 'after',
): Promise<void> {
  let dead = false;
  const real = session.lab.resources[at];
  const dying = {
    ...real,
    async write(document: never) {
      if (when === 'after') await real.write(document);
      dead = true;
      throw new Killed();
    },
  };
  const store = {
    ...session.store,
    lock: async () => ({ requireHeld: async () => {}, release: async () => {} }),
    journal(...line: Parameters<CommandSession['store']['journal']>) {
      if (dead) throw new Killed();
      session.store.journal(...line);
    },
  };
  const resources = { ...session.lab.resources, [at]: dying };
  await work({ ...session, store, lab: { ...session.lab, resources } });
  account.writes.length = 0;
}

const interruptedIn = ({ events }: Fake) => events.find((event) => event.type === 'interrupted');

describe('work that was killed', () => {
  test.each([
    ['before', 'before'],
    ['after', 'after'],
  ] as const)('%s a write: the account’s documents settle it, with a note', async (when, stands) => {
    const first = await opened();
    await killed(first, (session) => run(session, ALL), 'key-policy', when);
    const next = await opened(first.account);
    expect(await status(next.session)).toMatchObject({ exitCode: 4, writes: 0 });
    expect(interruptedIn(next)).toMatchObject({
      work: { does: 'run', onFailure: 'stop' },
      ended: 'killed',
      unknown: [{ stands, change: { resource: 'key-policy' } }],
    });
  });

  test('if another user wrote meanwhile: it is neither', async () => {
    const first = await opened();
    await killed(first, (session) => run(session, ALL), 'key-policy', 'before');
    first.account.documents['key-policy'] = saying('by-hand');
    const next = await opened(first.account);
    await status(next.session);
    expect(interruptedIn(next)?.unknown).toMatchObject([{ stands: 'neither' }]);
  });

  test.each<[string, (session: CommandSession) => Promise<Summary>, ResourceId, string | undefined]>([
    ['run --to name', (session) => run(session, { ...ALL, to: 'name' }), 'key-policy', 'names-user'],
    ['solve name', (session) => solve(session, { step: 'name' }), 'key-policy', 'names-user'],
    ['goto last', (session) => goto(session, { step: 'last' }), 'key-policy', 'names-user'],
  ])('%s continues as it began', async (name, work, at, says) => {
    for (const when of ['before', 'after'] as const) {
      rmSync(directory, { recursive: true });
      const first = await opened();
      await killed(first, work, at, when);
      const next = await opened(first.account);
      expect(await resume(next.session)).toMatchObject({ ok: true, command: name.split(' ')[0] });
      expect(word(next.account.documents['key-policy'] as never)).toBe(says);
      expect(await (await opened(first.account)).session.store.unfinished()).toEqual([]);
    }
  });

  test.each<[string, (session: CommandSession) => Promise<Summary>, unknown]>([
    ['rollback --to after-show', (session) => rollback(session, { to: 'after-show' }), START],
    ['reset', (session) => reset(session), START],
  ])('%s continues as it began, from wherever it was killed', async (name, work, documents) => {
    for (const at of ['key-policy', 'role-policy', 'user'] as const) {
      for (const when of ['before', 'after'] as const) {
        rmSync(directory, { recursive: true });
        const first = await opened();
        await run(first.session, ALL);
        await killed(await opened(first.account), work, at, when);
        const next = await opened(first.account);
        const told = await resume(next.session);
        expect(told).toMatchObject({ ok: true, exitCode: 0 });
        expect(workName(interruptedIn(next)!.work)).toBe(name);
        expect(first.account.documents).toEqual(documents);
        expect(await next.session.store.unfinished()).toEqual([]);
      }
    }
  });

  test('back continues to the place it was going to, and no further', async () => {
    const first = await opened();
    await run(first.session, ALL);
    await killed(await opened(first.account), (session) => back(session), 'key-policy', 'after');
    expect(await resume((await opened(first.account)).session)).toMatchObject({ ok: true, command: 'back' });
    expect(word(first.account.documents['key-policy'] as never)).toBe('names-user');
  });

  test.each(['before', 'after'] as const)(
    '%s its last write on the way back: run works from there',
    async (when) => {
      const first = await opened();
      await run(first.session, ALL);
      await killed(
        await opened(first.account),
        (session) => rollback(session, { to: 'baseline' }),
        'role-policy',
        when,
      );
      const next = await opened(first.account);
      expect(await run(next.session, ALL)).toMatchObject({ ok: true });
      expect(word(first.account.documents['key-policy'] as never)).toBe('last');
      expect(first.account.documents['role-policy']).toEqual(saying('stripped'));
    },
  );

  test('and what another user did since is drift all the same', async () => {
    const first = await opened();
    await run(first.session, ALL);
    await killed(
      await opened(first.account),
      (session) => rollback(session, { to: 'baseline' }),
      'role-policy',
      'before',
    );
    first.account.documents.alias = { keyId: 'another' };
    const next = await opened(first.account);
    const summary = await run(next.session, ALL);
    expect(summary).toMatchObject({ exitCode: 4, writes: 0, error: { code: 'ERR_DRIFT' } });
    expect(summary.error?.message).toBe('The account was changed since after-last: alias.');
  });

  test('in the other variant continues in it', async () => {
    const account = fakeAccount();
    Object.assign(account, { lockOut: 'nobody' });
    const first = await opened(account);
    const published = { ...first.session.lab, variant: 'published' } as const;
    await killed(
      { ...first, session: { ...first.session, lab: published } },
      (session) => run(session, ALL),
      'user',
      'after',
    );
    expect(await resume((await opened(account)).session)).toMatchObject({ ok: true, variant: 'published' });
    expect(word(account.documents['key-policy'] as never)).toBe('shuts-out');
  });
});

describe('there is nothing to resume', () => {
  const nothing = { ok: true, exitCode: 0, command: 'resume', writes: 0, calls: 0 };
  const again = async (account = fakeAccount()) => {
    const { session, events } = await opened(account, { command: 'resume' });
    const summary = await resume(session);
    expect(events).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining('Nothing was interrupted') }),
    );
    return { ...summary, writes: 0 };
  };

  test('on a new account', async () => expect(await again()).toMatchObject(nothing));

  test('after a run that finished', async () => {
    const { session, account } = await opened();
    await run(session, ALL);
    expect(await again(account)).toMatchObject(nothing);
  });

  test('after one that was refused before it wrote', async () => {
    const { session, account } = await opened();
    await run(session, { ...ALL, only: 'last' });
    expect(await again(account)).toMatchObject(nothing);
  });

  test('after one that wrote, and then was refused the next write', async () => {
    const account = fakeAccount();
    const { session } = await opened(account);
    const published = { ...session, lab: { ...session.lab, variant: 'published' as const } };
    expect(await run(published, ALL)).toMatchObject({ exitCode: 5, error: { code: 'ERR_LOCK_OUT' } });
    expect(await again(account)).toMatchObject(nothing);
  });

  test('once a later command brought the account elsewhere', async () => {
    const first = await opened();
    await killed(first, (session) => run(session, ALL), 'key-policy', 'after');
    expect(await reset((await opened(first.account)).session)).toMatchObject({ ok: true });
    expect(await again(first.account)).toMatchObject(nothing);
  });

  test('if the journal is gone', async () => {
    const first = await opened();
    await killed(first, (session) => run(session, ALL), 'key-policy', 'after');
    const folder = join(first.session.store.directory, 'journal');
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '');
    expect(await again(first.account)).toMatchObject(nothing);
  });
});

test('the intent is in the journal before the write, with the documents before and after', async () => {
  const { session, account } = await opened();
  const lines = () =>
    readdirSync(join(session.store.directory, 'journal'))
      .flatMap((name) =>
        readFileSync(join(session.store.directory, 'journal', name), 'utf8')
          .trimEnd()
          .split('\n'),
      )
      .map((line) => JSON.parse(line).event);
  const seen: unknown[] = [];
  account.beforeWrite = () => seen.push(lines().at(-1));
  await run(session, { ...ALL, to: 'strip' });
  expect(seen).toMatchObject([
    {
      type: 'change-begun',
      step: 'strip',
      change: { resource: 'role-policy', before: saying('decrypts'), after: saying('stripped') },
    },
  ]);
  const types = lines().map(({ type }) => type);
  expect(types.indexOf('change-applied')).toBe(types.indexOf('change-begun') + 1);
});

describe('run --force', () => {
  test('writes over another user’s change, from where the lab left the account, and records so in the journal', async () => {
    const { session, account } = await opened();
    await run(session, { ...ALL, to: 'strip' });
    account.documents['key-policy'] = saying('by-hand');
    const next = await opened(account);
    expect(await run(next.session, { ...ALL, to: 'strip', force: true })).toMatchObject({ ok: true });
    expect(account.documents).toEqual({ ...START, 'role-policy': saying('stripped') });
    const told = next.events.filter(({ type }) => type === 'standing' || type === 'note');
    expect(told).toMatchObject([
      {
        drift: [
          {
            resource: 'key-policy',
            baseline: saying('default'),
            after: saying('default'),
            before: saying('by-hand'),
          },
        ],
      },
      { text: '--force writes over key-policy: the account goes back to after-strip first.' },
    ]);
  });

  test('is not needed if nothing was changed, and then writes nothing', async () => {
    const { session, account } = await opened();
    await run(session, ALL);
    account.writes.length = 0;
    await run(session, { ...ALL, force: true });
    expect(account.writes).toEqual([]);
  });
});

test.each(['rollback', 'reset'] as const)(
  '%s shows another user’s change before it writes over it',
  async (how) => {
    const { session, account } = await opened();
    await run(session, { ...ALL, to: 'strip' });
    account.documents['key-policy'] = saying('by-hand');
    const next = await opened(account);
    account.beforeWrite = () => {
      expect(next.events.find(({ type }) => type === 'standing')).toMatchObject({
        drift: [{ before: saying('by-hand'), after: saying('default'), baseline: saying('default') }],
      });
    };
    const summary =
      how === 'reset' ? await reset(next.session) : await rollback(next.session, { to: 'after-strip' });
    expect(summary).toMatchObject({ ok: true });
    expect(account.documents['key-policy']).toEqual(saying('default'));
  },
);
