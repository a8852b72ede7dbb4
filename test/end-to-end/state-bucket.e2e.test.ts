import { CreateBucketCommand, ListObjectsV2Command, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshState, kmsLab } from './kms-lab.ts';
import { openSharedRoom, STATE, type StateRoom } from './state-room.ts';

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
