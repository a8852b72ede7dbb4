import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import type { TrailLine } from '../../src/sandbox/trail/line.ts';
import { freshState, kmsLab, QUICKLY, telling } from './kms-lab.ts';
import { configurationOf, serveUntilStopped } from './served.ts';

/** Machines that share the state of one account: each has a state directory of its own. */

export const STATE = 's3://the-state/class';

export interface StateRoom {
  readonly env: Readonly<Record<string, string>>;
  readonly s3: S3Client;
  /** A machine’s `kms-lab COMMAND` on the account. */
  run(machine: string, command: string, ...args: readonly string[]): ReturnType<typeof kmsLab>;
  /** What the account was asked. */
  log(): Promise<readonly TrailLine[]>;
  told(machine: string, command: string, ...args: readonly string[]): ReturnType<ReturnType<typeof telling>>;
}

export const ON = ['--target', 'aws', '--account', '111122223333', '--state', STATE];

/** Until the end of the test. `args`: of `sandbox serve`. */
export async function openRoom(...args: readonly string[]): Promise<StateRoom> {
  const { room, close } = await openSharedRoom(...args);
  onTestFinished(close);
  return room;
}

/** The same for several tests. */
export async function openSharedRoom(
  ...args: readonly string[]
): Promise<{ readonly room: StateRoom; readonly close: () => Promise<void> }> {
  const home = freshState();
  const served = await serveUntilStopped(home, ...args);
  const { stdout } = await kmsLab(home, 'sandbox', 'env', '--json');
  const { variables } = JSON.parse(stdout.split('\n')[0] ?? '');
  const env = { ...variables, ...QUICKLY };
  const s3 = new S3Client({ ...(await configurationOf(home)), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'the-state' }));
  const room: StateRoom = {
    env,
    s3,
    log: async () =>
      (await kmsLab(home, 'sandbox', 'log', '--json')).stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as TrailLine),
    run: (machine, command, ...args) => kmsLab(machine, ...command.split(' '), ...ON, ...args, env),
    told: (machine, command, ...args) => telling(kmsLab)(machine, ...command.split(' '), ...ON, ...args, env),
  };
  return { room, close: async () => void (await served.stop('SIGKILL')) };
}
