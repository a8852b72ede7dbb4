import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/contract/errors.ts';
import type { Probes } from '../../src/contract/probes.ts';
import { matrix, reset, run } from '../../src/engine/index.ts';
import { type Fake, fake } from './fake-account.ts';

/** Something that a probe left; the number of removals. */
function leaving({ account, store }: Fake, writes: boolean, clear: Probes['clear'] = async () => 'Removed.') {
  const seen = { cleared: 0, held: [] as boolean[] };
  account.probes = {
    writes,
    left: () => true,
    async clear() {
      seen.cleared += 1;
      seen.held.push(store.held);
      return clear();
    },
  };
  return seen;
}

const notes = ({ events }: Fake) => events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
const denied = async () => {
  throw new LabError('ERR_ACCESS', 'DeleteAccessKey failed: no.');
};

/** With probes that exist before the session does. */
function open(writes: boolean, clear?: Probes['clear']) {
  const lab = fake();
  const seen = leaving(lab, writes, clear);
  Object.assign(lab.session.lab, { probes: lab.account.probes });
  return { lab, seen };
}

describe('what was created to look', () => {
  test('is removed while the account is still held, and reported', async () => {
    const { lab, seen } = open(true);
    expect(await matrix(lab.session)).toMatchObject({ exitCode: 0 });
    expect(seen).toEqual({ cleared: 1, held: [true] });
    expect(lab.store.held).toBe(false);
    expect(notes(lab)).toEqual(['Removed.']);
    expect(lab.store.journalled).toEqual([]);
  });

  test.each([
    ['run', (lab: Fake) => run(lab.session, { onFailure: 'stop' })],
    ['reset', (lab: Fake) => reset(lab.session)],
  ])('by an earlier command is removed with the next %s, probing or not', async (_name, work) => {
    const { lab, seen } = open(false);
    await work(lab);
    expect(seen.cleared).toBe(1);
    expect(notes(lab)).toContain('Removed.');
  });

  test('is only pointed out by a command that looks without it', async () => {
    const { lab, seen } = open(false);
    await matrix(lab.session);
    expect(seen.cleared).toBe(0);
    expect(notes(lab)).toEqual([expect.stringContaining('run, rollback or reset removes them')]);
  });

  test('is removed after a failure as well', async () => {
    const { lab, seen } = open(true);
    lab.account.beforeWrite = () => {
      throw new LabError('ERR_AWS', 'no');
    };
    expect(await run(lab.session, { onFailure: 'stop' })).toMatchObject({ error: { code: 'ERR_AWS' } });
    expect(seen.cleared).toBe(1);
  });

  test('and stays is an error, which replaces no other error', async () => {
    const fine = open(true, denied);
    expect(await matrix(fine.lab.session)).toMatchObject({ exitCode: 1, error: { code: 'ERR_ACCESS' } });
    expect(fine.lab.store.held).toBe(false);

    const { lab } = open(true, denied);
    lab.account.beforeWrite = () => {
      throw new LabError('ERR_AWS', 'no');
    };
    expect(await run(lab.session, { onFailure: 'stop' })).toMatchObject({ error: { code: 'ERR_AWS' } });
    expect(notes(lab)).toContain('The probe’s credentials could not be removed: DeleteAccessKey failed: no.');
  });
});
