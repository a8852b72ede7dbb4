import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/contract/errors.ts';
import type { Attempt, Hint } from '../../src/contract/hint.ts';
import { hint, keepBaseline, watch } from '../../src/engine/index.ts';
import type { CommandSession } from '../../src/engine/session.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { at, hints } from './by-person.ts';
import { type Fake, fake, fakeAccount, NOTHING_ELSEWHERE, saying, word } from './fake-account.ts';

/** A person who acts at the console while the lab waits: after this many pauses, what they do. */
function withHand(
  lab: Fake,
  deeds: Readonly<Record<number, (documents: Fake['account']['documents']) => void>>,
): CommandSession {
  const { clock } = lab.session;
  let pauses = 0;
  return {
    ...lab.session,
    command: 'step',
    clock: {
      now: clock.now,
      async sleep(ms) {
        await clock.sleep(ms);
        pauses += 1;
        deeds[pauses]?.(lab.account.documents);
      },
    },
  };
}

const USER = { userName: 'userA', ours: true };
const types = ({ events }: Fake) => events.map(({ type }) => type).filter((type) => type !== 'waiting');
const toldHints = ({ events }: Fake) =>
  events.flatMap((event) => (event.type === 'hint' ? [event.hint] : []));

describe('watch', () => {
  test('recognizes the step when the documents are right, runs its checks and keeps its checkpoint', async () => {
    const lab = await at('strip');
    const session = withHand(lab, {
      2: (documents) => {
        documents.user = USER;
      },
      4: (documents) => {
        documents['key-policy'] = saying('names-user');
      },
    });
    const { summary, hint } = await watch(session, { step: 'name', ...hints() });
    expect(summary).toMatchObject({ ok: true, exitCode: 0, command: 'step' });
    expect(summary.steps).toMatchObject([
      {
        id: 'name',
        status: 'applied',
        changes: [{ resource: 'user' }, { resource: 'key-policy' }],
        checks: [{ status: 'passed' }],
      },
    ]);
    expect(hint).toBeUndefined();
    expect(lab.account.writes).toEqual([]);
    expect(lab.store.position()).toBe('after-name');
    const kept = await lab.store.checkpoint('after-name');
    expect(kept?.documents).toMatchObject({ user: USER, 'key-policy': saying('names-user') });
    expect(types(lab)).toEqual([
      'run-started',
      'step-started',
      'hint',
      'change-applied',
      'change-applied',
      'check-settled',
      'finding',
      'checkpoint-saved',
      'step-settled',
      'summary',
    ]);
  });

  test('accepts what means the same as what is wanted', async () => {
    const lab = await at('show');
    const { lab: fakeLab } = lab.session;
    const rolePolicy = {
      ...fakeLab.resources['role-policy'],
      same: (a: PolicyDocument | undefined, b: PolicyDocument | undefined) => word(a) === word(b),
    };
    const resources = { ...fakeLab.resources, 'role-policy': rolePolicy };
    lab.account.documents['role-policy'] = { ...saying('stripped'), Id: 'by-hand' };
    const { summary } = await watch(
      { ...lab.session, lab: { ...fakeLab, resources } },
      { step: 'strip', ...hints() },
    );
    expect(summary).toMatchObject({ ok: true, steps: [{ status: 'applied' }] });
    expect((await lab.store.checkpoint('after-strip'))?.documents['role-policy']?.Id).toBe('by-hand');
  });

  test('waits with a growing pause, reports how long, and gives up in the end', async () => {
    const lab = await at('show');
    const { summary, hint } = await watch(lab.session, { step: 'strip', ...hints(), patience: 1000 });
    expect(summary).toMatchObject({ ok: false, exitCode: 4 });
    expect(summary.steps).toMatchObject([{ id: 'strip', status: 'incomplete' }]);
    expect(hint).toMatchObject({ id: 'role-policy' });
    const elapsed = lab.events.flatMap((event) => (event.type === 'waiting' ? [event.elapsedMs] : []));
    expect(elapsed).toEqual([0, 10, 30, 70, 150, 310, 510, 710, 910]);
  });

  test('gives a hint once when a change is not what the step wants', async () => {
    const lab = await at('strip');
    const session = withHand(lab, {
      2: (documents) => {
        documents['key-policy'] = saying('oops');
      },
      4: (documents) => {
        documents['key-policy'] = saying('oops-again');
      },
    });
    const seen: unknown[] = [];
    const looked = async () => {
      seen.push(word(lab.account.documents['key-policy'] as never));
    };
    const { hint } = await watch(session, { step: 'name', ...hints(), patience: 3000, looked });
    expect(toldHints(lab).map(({ says }) => says)).toEqual(['oops', 'oops-again']);
    expect(hint?.says).toBe('oops-again');
    // What is shown beside the hint is renewed at each change.
    expect(seen).toEqual(['default', 'oops', 'oops-again']);
  });

  test('gives no hint on a write of which it has not seen what was written', async () => {
    const lab = await at('strip');
    let asked = 0;
    const writesByHand = async () => {
      asked += 1;
      if (asked === 1) return [];
      // Saved after the first look has read the documents.
      lab.account.documents['key-policy'] = saying('oops');
      return [{ at: 'now', operation: 'PutKeyPolicy' }];
    };
    const session = { ...lab.session, lab: { ...lab.session.lab, writesByHand } };
    await watch(session, { step: 'name', ...hints(), patience: 500 });
    expect(toldHints(lab).map(({ says }) => says)).toEqual(['oops']);
  });

  test('says at the end what the first look found', async () => {
    const lab = await at('strip');
    await watch(lab.session, { step: 'name', ...hints(), patience: 500 });
    expect(toldHints(lab).map(({ says }) => says)).toEqual(['default']);
  });

  describe('what was done before it began gets a hint at the first look', () => {
    const firstHint = async (lab: Fake, session = lab.session): Promise<readonly string[]> => {
      await watch(session, { step: 'name', ...hints(), patience: 500 });
      const told = lab.events.findIndex(({ type }) => type === 'hint');
      const waits = lab.events.findIndex(({ type }) => type === 'waiting');
      expect(told).toBeGreaterThan(-1);
      expect(told).toBeLessThan(waits);
      return toldHints(lab).map(({ says }) => says);
    };

    test('a document that differs from where the step began', async () => {
      const lab = await at('strip');
      lab.account.documents['key-policy'] = saying('oops');
      expect(await firstHint(lab)).toEqual(['oops']);
    });

    test('a write in the log, even if no document differs', async () => {
      const lab = await at('strip');
      const writesByHand = async () => [{ at: 'now', operation: 'PutKeyPolicy' }];
      const session = { ...lab.session, lab: { ...lab.session.lab, writesByHand } };
      expect(await firstHint(lab, session)).toEqual(['default']);
    });
  });

  test('looks elsewhere when something changes, and otherwise twice a minute', async () => {
    const lab = await at('strip');
    await watch(lab.session, { step: 'name', ...hints(), patience: 95_000 });
    expect(lab.account.looksElsewhere).toBe(4);
  });

  test('notices that something was removed again', async () => {
    const lab = await at('strip');
    lab.account.documents.user = USER;
    const session = withHand(lab, {
      2: (documents) => {
        delete documents.user;
      },
    });
    const hintFor = ({ missing }: Attempt): Hint => ({
      id: missing.map(({ resource }) => resource).join(),
      says: '',
      do: '',
    });
    await watch(session, { step: 'name', hintFor, patience: 1000 });
    expect(toldHints(lab).map(({ id }) => id)).toEqual(['key-policy', 'user,key-policy']);
  });

  test('never pauses longer than a person would wait for the check mark', async () => {
    const patience = { write: 1, check: 1, firstPause: 500, longestPause: 15_000, agreeing: 1 };
    const lab = await at('strip', { patience });
    await watch(lab.session, { step: 'name', ...hints(), patience: 12_000 });
    const elapsed = lab.events.flatMap((event) => (event.type === 'waiting' ? [event.elapsedMs] : []));
    expect(elapsed).toEqual([0, 500, 1500, 3500, 6500, 9500]);
  });

  test('finds an edit that went elsewhere', async () => {
    const lab = await at('strip');
    const session = withHand(lab, {
      3: () => {
        lab.account.elsewhere = { ...NOTHING_ELSEWHERE, userNames: ['usera'] };
      },
    });
    const hintFor = ({ elsewhere }: Attempt): Hint => ({ id: elsewhere.userNames.join(), says: '', do: '' });
    await watch(session, { step: 'name', hintFor, patience: 40_000 });
    expect(toldHints(lab).map(({ id }) => id)).toEqual(['usera']);
  });

  test('Ctrl-C ends it without a verdict', async () => {
    const stop = new AbortController();
    const lab = await at('strip', { signal: stop.signal });
    const session = withHand(lab, { 3: () => stop.abort() });
    const { summary, hint } = await watch(session, { step: 'name', ...hints() });
    expect(summary).toMatchObject({ exitCode: 130, error: { code: 'ERR_INTERRUPTED' } });
    expect(hint).toBeUndefined();
    expect(toldHints(lab)).toEqual([]);
    expect(lab.store.held).toBe(false);
  });
});

describe('begin', () => {
  test('keeps the account as it is before a person changes it by hand', async () => {
    const account = fakeAccount();
    const lab = fake({ account });
    expect(await keepBaseline(lab.session)).toMatchObject({ ok: true, writes: 0 });
    account.documents['role-policy'] = saying('by-hand');
    const { asked, hintFor } = hints();
    await hint(lab.session, { step: 'strip', hintFor });
    expect(asked[0]?.before['role-policy']).toEqual(saying('decrypts'));
    expect((await lab.store.checkpoint('baseline'))?.documents['role-policy']).toEqual(saying('decrypts'));
  });

  test('reports what is missing since the baseline, and begins nothing without one', async () => {
    const error = new LabError('ERR_NOT_FOUND', 'The instance i-1 is stopped.');
    const instance = { thing: 'instance', title: 'instance I', kind: 'missing', error } as const;
    const lab = await at('strip');
    lab.account.missing.push(instance);
    expect(await keepBaseline(lab.session)).toMatchObject({ ok: true });
    expect(lab.events).toContainEqual(
      expect.objectContaining({
        type: 'standing',
        missing: [{ title: 'instance I', error: expect.anything() }],
      }),
    );
    const fresh = fake();
    fresh.account.missing.push(instance);
    expect(await keepBaseline(fresh.session)).toMatchObject({
      exitCode: 1,
      error: { code: 'ERR_NOT_FOUND' },
    });
  });

  test('keeps an existing baseline', async () => {
    const lab = await at('name');
    const before = await lab.store.checkpoint('baseline');
    expect(await keepBaseline(lab.session)).toMatchObject({ ok: true });
    expect(await lab.store.checkpoint('baseline')).toEqual(before);
    expect(lab.events).toContainEqual({ type: 'standing', at: 'after-name', next: 'last', drift: [] });
  });
});
