import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import type { LabEvent } from '../../src/contract/event.ts';
import { sampled } from '../sampled.ts';
import { BINARY, freshState } from './kms-lab.ts';
import { ON, openRoom, type StateRoom } from './state-room.ts';

/** What the sandbox has just stored looks old to other machines: a lease has run out at once. */
const LATE = ['--clock', '-1h'];

/**
 * Kills a command as soon as it says an event of that type and has written to the account: before its first write the
 * state need not know it.
 */
async function killedAt(machine: string, room: StateRoom, type: LabEvent['type']): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [BINARY, 'run', ...ON, '--yes', '--json'], {
    env: { ...process.env, ...room.env, KMS_LAB_STATE_DIR: machine },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise((done) => child.on('close', done));
  let hasWritten = false;
  for await (const line of createInterface({ input: child.stdout! })) {
    const event = JSON.parse(line) as LabEvent;
    if (hasWritten && event.type === type) child.kill('SIGKILL');
    hasWritten ||= event.type === 'change-applied';
  }
  await ended;
}

test('a machine that died: another waits for its lease, its own next command does not', async () => {
  const room = await openRoom();
  const [laptop, other] = [freshState(), freshState()];
  await killedAt(laptop, room, 'change-begun');
  const waits = await room.told(other, 'resume', '--yes');
  expect(waits.summary).toMatchObject({ exitCode: 6, error: { code: 'ERR_LOCKED' } });
  expect(waits.summary.error?.message).toContain('kms-lab run (process ');
  const resumed = await room.told(laptop, 'resume', '--yes');
  expect(resumed.summary).toMatchObject({ exitCode: 0, command: 'run' });
});

test.each(sampled(['change-begun', 'change-applied', 'checkpoint-saved'] as const, 2))(
  'a machine that was killed at %s: its heir continues from the state alone',
  async (type) => {
    const room = await openRoom(...LATE);
    const [laptop, heir] = [freshState(), freshState()];
    await killedAt(laptop, room, type);
    const resumed = await room.told(heir, 'resume', '--yes');
    expect(resumed.events).toContainEqual(expect.objectContaining({ type: 'interrupted', ended: 'killed' }));
    expect(resumed.summary).toMatchObject({ exitCode: 0, command: 'run' });
    expect((await room.told(heir, 'reset', '--yes')).summary.exitCode).toBe(0);
    const status = await room.told(freshState(), 'status');
    expect(status.events).toContainEqual(expect.objectContaining({ type: 'standing', at: 'baseline' }));
  },
);
