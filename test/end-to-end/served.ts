import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { Ec2Instance, World, WorldAccount } from '../../src/sandbox/world.ts';
import { kmsLab } from './in-process.ts';
import { BINARY } from './kms-lab.ts';

export interface Served {
  readonly endpoint: string;
  readonly pid: number;
  /** Everything it said on stdout, line by line. */
  readonly lines: readonly string[];
  /** What it has said on stderr so far. */
  complaints(): string;
  /** Ends it by a signal, and resolves to its exit code. */
  stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** The file with the address of a served sandbox. */
export const addressFile = (stateDir: string): string => join(stateDir, 'sandbox-server.json');

/** `kms-lab sandbox serve` at a free port, once it said that it is ready, until the end of the test. */
export async function serve(stateDir: string, ...args: readonly string[]): Promise<Served> {
  const served = await serveUntilStopped(stateDir, ...args);
  onTestFinished(async () => void (await served.stop('SIGKILL')));
  return served;
}

/** The same for several tests. */
export async function serveUntilStopped(stateDir: string, ...args: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, [BINARY, 'sandbox', 'serve', '--port', '0', ...args], {
    env: { ...process.env, KMS_LAB_STATE_DIR: stateDir, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => lines.push(line));
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const exit = ended(child);
  await Promise.race([once(output, 'line'), exit]);
  const [, endpoint] = /(http:\/\/[^;"]+)/.exec(lines[0] ?? '') ?? [];
  if (endpoint === undefined || child.pid === undefined) {
    child.kill('SIGKILL');
    throw new Error(`it did not begin: ${lines}`);
  }
  return {
    endpoint,
    pid: child.pid,
    lines,
    complaints: () => complaints,
    stop: (signal) => {
      child.kill(signal);
      return exit;
    },
  };
}

/** The output of `sandbox env --json` for a principal, in a client's form. */
export async function configurationOf(state: string, ...args: readonly string[]) {
  const { stdout } = await kmsLab(state, 'sandbox', 'env', '--json', ...args);
  const { variables } = JSON.parse(stdout.split('\n')[0] ?? '');
  return {
    endpoint: variables.AWS_ENDPOINT_URL,
    region: variables.AWS_REGION,
    credentials: {
      accessKeyId: variables.AWS_ACCESS_KEY_ID,
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY,
      sessionToken: variables.AWS_SESSION_TOKEN,
    },
  };
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((done) => child.on('close', (exitCode) => done(exitCode)));

/** Changes the home account of a state directory's sandbox without any client's knowledge. */
export async function meddle(
  stateDir: string,
  change: (instance: Ec2Instance, keyId: string, account: WorldAccount) => void,
): Promise<void> {
  const file = join(stateDir, 'world.json');
  await kmsLab(stateDir, 'sandbox', 'save', file);
  const world = JSON.parse(readFileSync(file, 'utf8')) as World;
  const account = world.accounts[world.home]!;
  const { instances, keys } = account;
  change(Object.values(instances)[0]!, Object.keys(keys)[0]!, account);
  writeFileSync(file, JSON.stringify(world));
  await kmsLab(stateDir, 'sandbox', 'load', file);
}
