import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/contract/check.ts';
import { LabError } from '../../src/contract/errors.ts';
import type { LabEvent } from '../../src/contract/event.ts';
import { plan, run, verify } from '../../src/engine/index.ts';
import { fake, fakeAccount, PIPELINE, saying } from './fake-account.ts';

/** An account in which the key policy is not the lab's to write. */
const handmade = () => ({ ...fakeAccount(), byHand: 'key-policy' as const });

/** A session with a user at its terminal, who does this when told to do something by hand. */
function attended(does: (account: ReturnType<typeof handmade>) => void) {
  const account = handmade();
  const told: LabEvent[] = [];
  const lab = fake({
    account,
    host: {
      attended: true,
      notify: (event) => {
        told.push(event);
        if (event.type === 'note' && event.text.startsWith('do ')) does(account);
      },
    },
  });
  return { ...lab, account, told };
}

describe('what the lab cannot write', () => {
  test('stops a run without a user at a terminal, before its first write', async () => {
    const { session, account } = fake({ account: handmade() });
    const summary = await run(session, { onFailure: 'stop' });
    expect(summary).toMatchObject({ exitCode: 1, error: { code: 'ERR_NO_SHELL', hint: 'open one' } });
    expect(account.writes).toEqual([]);
  });

  test('does not stop a run that does not reach it', async () => {
    const { session } = fake({ account: handmade() });
    expect(await run(session, { onFailure: 'stop', to: 'strip' })).toMatchObject({ exitCode: 0 });
  });

  test('is planned all the same', async () => {
    const { session } = fake({ account: handmade() });
    expect(await plan(session, {})).toMatchObject({ exitCode: 4 });
  });

  test('is shown to the user, and waited for longer than the account ever takes', async () => {
    let looks = 0;
    const { session, told } = attended((account) => {
      const read = session.lab.resources['key-policy'].read;
      Object.assign(session.lab.resources['key-policy'], {
        read: async () => {
          if (++looks === 50) account.documents['key-policy'] = saying('names-user');
          return read();
        },
      });
    });
    const summary = await run(session, { onFailure: 'stop', to: 'name' });
    expect(summary).toMatchObject({ exitCode: 0 });
    expect(
      told.some((event) => event.type === 'waiting' && event.what.includes('do key-policy yourself')),
    ).toBe(true);
  });

  test('and is not done in the end stops the run', async () => {
    const { session } = attended(() => {});
    expect(await run(session, { onFailure: 'stop' })).toMatchObject({
      exitCode: 1,
      error: { code: 'ERR_NOT_SETTLED', message: 'key-policy has not changed after 15 minutes.' },
    });
  });
});

describe('a check that cannot be made', () => {
  const blind: Check = {
    id: 'blind',
    title: 'It can be seen',
    look: () => Promise.reject(new LabError('ERR_NO_SHELL', 'no way in')),
  };
  const withBaseline = (...baselineChecks: readonly Check[]) => ({ ...PIPELINE, baselineChecks });

  test('is skipped at once and says why; it has not passed, and is not a failure', async () => {
    const { session, events } = fake({ pipeline: withBaseline(blind, ...PIPELINE.baselineChecks) });
    const summary = await verify(session);
    expect(summary).toMatchObject({
      exitCode: 0,
      checks: [
        { id: 'blind', status: 'skipped', observed: 'could not be checked: no way in' },
        { id: 'key-policy-says-default', status: 'passed' },
      ],
    });
    const settled = events.find((event) => event.type === 'check-settled' && event.check.id === 'blind');
    expect(settled).toMatchObject({ looks: 1 });
  });

  test('does not hide one that failed', async () => {
    const failing: Check = {
      id: 'failing',
      title: 'It is so',
      look: async () => ({ status: 'failed', expected: 'so', observed: 'not so', evidence: 'observed' }),
    };
    const { session } = fake({ pipeline: withBaseline(blind, failing) });
    expect(await verify(session)).toMatchObject({ exitCode: 3 });
  });
});
