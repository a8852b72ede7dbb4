import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshState, kmsLab } from './kms-lab.ts';
import { openRoom, STATE, type StateRoom } from './state-room.ts';

const baselineOf = async ({ run }: StateRoom, machine: string): Promise<unknown> =>
  JSON.parse((await run(machine, 'checkpoint show baseline', '--json')).stdout.split('\n')[0]!);

describe('two machines on one account', () => {
  test('see one baseline, and what the other did; a second one reports it, and a third one resets it', async () => {
    const room = await openRoom();
    const [participant, instructor, other] = [freshState(), freshState(), freshState()];
    const first = await room.told(participant, 'run', '--to', '5', '--yes');
    expect(first.summary.error).toBeUndefined();
    expect(first.summary).toMatchObject({ exitCode: 0, stateRequests: expect.any(Number) });
    expect(first.summary.stateRequests).toBeLessThanOrEqual(40);
    const second = await room.told(instructor, 'status');
    expect(second.events).toContainEqual(
      expect.objectContaining({ type: 'standing', at: 'after-key-policy-account-only' }),
    );
    expect(await baselineOf(room, instructor)).toEqual(await baselineOf(room, participant));

    const copied = join(freshState(), 'copied');
    const copy = (from: string, to: string) => kmsLab(instructor, 'state', 'copy', from, to, room.env);
    expect((await copy(STATE, copied)).stdout).toContain('checkpoints 6, journals 1');
    expect((await copy(STATE, copied)).stdout).toContain('was there already');
    expect((await copy(copied, 's3://the-state/back')).stdout).toContain('checkpoints 6, journals 1');
    const back = await kmsLab(
      instructor,
      ...['status', '--target', 'aws', '--state', 's3://the-state/back', '--json'],
      room.env,
    );
    expect(back.stdout).toContain('"at":"after-key-policy-account-only"');

    const reset = await room.told(other, 'reset', '--yes');
    expect(reset.summary.exitCode).toBe(0);
    const runs = await kmsLab(instructor, 'report', '--list', '--state', STATE, '--json', room.env);
    expect(runs.stdout.match(/"command":"(run|reset)"/g)).toHaveLength(2);
    const log = await room.log();
    const leases = log.flatMap(({ lease, byLab }) => (lease === undefined ? [] : [[lease, byLab]]));
    expect(new Set(leases.map(([lease]) => lease)).size).toBe(2);
    expect(leases).toEqual(leases.toSorted(([a], [b]) => Number(a) - Number(b)));
    expect(leases.every(([, byLab]) => byLab)).toBe(true);
    const refused = await copy(STATE, copied);
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('ERR_STATE_UNWRITABLE')]);
  });

  test('setup on one machine, teardown on another: what was made is known', async () => {
    const room = await openRoom('--empty');
    const made = await room.run(freshState(), 'setup', '--yes', '--json');
    // The web app of a new instance is not at the sandbox’s address: that alone fails.
    expect(made.stdout.match(/"status":"made"/g)?.length).toBeGreaterThan(5);
    const planned = await room.run(freshState(), 'teardown', '--dry-run', '--json');
    expect(planned.stdout).toContain('"status":"removable"');
    expect(planned.stdout).not.toContain('no record of creating it');
  });
});
