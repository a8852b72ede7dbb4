import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabError } from '../../../src/contract/errors.ts';
import { storeOf } from '../../../src/fleet/queue/address.ts';
import { requireFit } from '../../../src/fleet/queue/store.ts';
import { freePort } from '../../free-port.ts';

/** A server of the tests, on a port and in a folder of its own. */
export interface StoreServer {
  readonly url: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it has on the disk. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

const REDIS = '/usr/bin/redis-server';
const POSTGRES = '/usr/lib/postgresql';

/** CI installs both (`.ci/programs`), so there a missing one is a failure. */
const skipped = (isThere: boolean): boolean => !isThere && !process.env.CI;
export const NO_REDIS = skipped(existsSync(REDIS));
export const NO_POSTGRES = skipped(existsSync(POSTGRES));

export async function redisServer(settings: readonly string[] = []): Promise<StoreServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...settings];
  // Each write is on the disk before it is answered, so that a crash loses nothing.
  return serverOf({ folder, url: `redis://127.0.0.1:${port}`, command: [REDIS, ...args, ...DURABLE] });
}

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

export async function postgresServer(): Promise<StoreServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-postgres-'));
  const port = await freePort();
  const [latest = ''] = readdirSync(POSTGRES).sort((a, b) => Number(b) - Number(a));
  const bin = join(POSTGRES, latest, 'bin');
  const data = join(folder, 'data');
  const as = notRoot(folder);
  execFileSync(
    as[0]!,
    [...as.slice(1), join(bin, 'initdb'), '-D', data, '-U', 'lab', '-A', 'trust', '--no-sync'],
    {
      stdio: 'pipe',
      cwd: folder,
    },
  );
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
  return serverOf({
    folder,
    url: `postgres://lab@127.0.0.1:${port}/postgres`,
    command: [...as, join(bin, 'postgres'), '-D', data, ...settings.flatMap((one) => ['-c', one])],
  });
}

/** PostgreSQL refuses to run as root. */
function notRoot(folder: string): readonly string[] {
  if (process.getuid?.() !== 0) return ['env'];
  const id = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
  const group = Number(execFileSync('id', ['-g', 'nobody'], { encoding: 'utf8' }));
  chownSync(folder, id, group);
  chmodSync(folder, 0o700);
  return ['setpriv', `--reuid=${id}`, `--regid=${group}`, '--clear-groups', '--'];
}

interface Serving {
  readonly folder: string;
  readonly url: string;
  readonly command: readonly string[];
}

async function serverOf({ folder, url, command }: Serving): Promise<StoreServer> {
  let child: ChildProcess | undefined;
  const server: StoreServer = {
    url,
    async start() {
      do {
        child = spawn(command[0]!, command.slice(1), { cwd: folder, stdio: 'ignore' });
        // After a crash, PostgreSQL refuses to start until its former processes have ended.
      } while (!(await answering(url, child)));
    },
    async kill() {
      if (child?.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      // PostgreSQL's own processes notice that their parent is gone, and end.
      child.kill('SIGKILL');
      await gone;
    },
    async remove() {
      await server.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
  await server.start();
  return server;
}

/** Until it serves. False if it has ended instead. At most ten seconds. */
async function answering(url: string, child: ChildProcess): Promise<boolean> {
  const store = storeOf(url);
  for (let left = 100; ; left--) {
    const error = await requireFit(store, url).then(
      () => undefined,
      (caught: LabError) => caught,
    );
    // A server that refuses serves.
    if (!error || !/ECONNREFUSED|ECONNRESET/.test(error.message)) return true;
    if (left === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (child.exitCode !== null) return false;
  }
}
