import { join } from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshState, kmsLab } from './kms-lab.ts';
import { openRoom, openSharedRoom, STATE, type StateRoom } from './state-room.ts';

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

describe('the bucket of a state', () => {
  let room: StateRoom;
  beforeAll(async () => {
    const opened = await openSharedRoom();
    room = opened.room;
    const statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*Object',
      Resource: 'arn:aws:s3:::denied/*',
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await room.s3.send(new CreateBucketCommand({ Bucket: 'denied' }));
    await room.s3.send(new PutBucketPolicyCommand({ Bucket: 'denied', Policy }));
    return opened.close;
  });
  const on = (args: readonly string[]) =>
    kmsLab(freshState(), 'run', '--target', 'aws', '--account', '111122223333', '--yes', ...args, room.env);

  test.each<[string, readonly string[], number, string]>([
    ['no such bucket', ['--state', 's3://no-such-bucket'], 1, 'There is no bucket "no-such-bucket"'],
    ['not allowed', ['--state', 's3://denied'], 1, 'You may not use the state in the bucket "denied"'],
    ['not an address', ['--state', 's3:/the-state'], 2, 'the address of a bucket'],
    ['a way up', ['--state', 's3://the-state/../x'], 2, 'the address of a bucket'],
    ['no such profile', ['--state', STATE, '--state-profile', 'nope'], 2, 'has no profile "nope"'],
    ['nothing there', ['--state', STATE, '--state-endpoint', 'http://127.0.0.1:9'], 1, 'cannot be used'],
    ['a profile without a state', ['--state-profile', 'x'], 2, 'none is named'],
  ])('%s: it is told, and nothing is written', async (_, args, exitCode, says) => {
    const answer = await on(args);
    expect(answer.stderr.replace(/\s+/g, ' ')).toContain(says);
    expect(answer.exitCode).toBe(exitCode);
    for (const Bucket of ['the-state', 'denied']) {
      const { Contents = [] } = await room.s3.send(new ListObjectsV2Command({ Bucket }));
      expect(Contents).toEqual([]);
    }
  });

  test('is found in another Region', async () => {
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await room.s3.send(new CreateBucketCommand({ Bucket: 'in-ireland', CreateBucketConfiguration }));
    const answer = await on(['--to', '1', '--state', 's3://in-ireland']);
    expect(answer.stderr).not.toContain('error');
    expect(answer.exitCode).toBe(0);
  });

  test('is examined by `doctor`', async () => {
    const { stdout } = await room.run(freshState(), 'doctor', '--json');
    const states = stdout
      .split('\n')
      .filter((line) => line.includes('"id":"state-'))
      .map((line) => JSON.parse(line))
      .map(({ id, state }) => `${id} ${state}`);
    expect(states).toEqual([
      'state-bucket fine',
      'state-owner fine',
      'state-encryption fine',
      'state-public-access warning',
      'state-versioning warning',
    ]);
  });
});
